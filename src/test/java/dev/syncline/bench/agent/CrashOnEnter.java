package dev.syncline.bench.agent;

import java.io.File;
import net.bytebuddy.asm.Advice;

/** Ends the process without a farewell when a method begins; woven in, so it uses nothing but the JDK. */
final class CrashOnEnter {

    private CrashOnEnter() {}

    @Advice.OnMethodEnter
    static void enter(@CrashTrigger String armed) {
        // Who deletes the file crashes, so that the next start survives.
        if (new File(armed).delete()) {
            Runtime.getRuntime().halt(137);
        }
    }
}
