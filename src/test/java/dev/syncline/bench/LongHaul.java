package dev.syncline.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Takes minutes on two cores, so it runs only with {@code -Dbench.long=true}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "bench.long", matches = "true", disabledReason = "takes minutes: -Dbench.long=true")
@interface LongHaul {}
