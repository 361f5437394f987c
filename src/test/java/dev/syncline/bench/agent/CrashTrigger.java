package dev.syncline.bench.agent;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands in the woven code for what sets a crash off: the file that arms it, or the change that brings it about. */
@Retention(RetentionPolicy.RUNTIME)
@interface CrashTrigger {}
