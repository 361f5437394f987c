package dev.syncline.bench.agent;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands in the woven code for the path of the file that arms a crash. */
@Retention(RetentionPolicy.RUNTIME)
@interface CrashFile {}
