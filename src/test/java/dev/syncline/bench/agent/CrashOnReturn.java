package dev.syncline.bench.agent;

import java.io.File;
import net.bytebuddy.asm.Advice;

/** Ends the process without a farewell when a method has done its work; woven in, so it uses nothing but the JDK. */
final class CrashOnReturn {

    private CrashOnReturn() {}

    @Advice.OnMethodExit
    static void exit(@CrashTrigger String armed) {
        if (new File(armed).delete()) {
            Runtime.getRuntime().halt(137);
        }
    }
}
