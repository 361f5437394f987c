package dev.syncline.bench.agent;

import net.bytebuddy.asm.Advice;

/** Ends the process without a farewell each time a method is given one change; woven in, so it uses nothing but the JDK. */
final class CrashOnChange {

    private CrashOnChange() {}

    @Advice.OnMethodEnter
    static void enter(@CrashTrigger String change, @Advice.AllArguments Object[] arguments) {
        for (Object argument : arguments) {
            // Its own id: another change can name it as the one before.
            if (String.valueOf(argument).contains("Change[id=" + change)) {
                Runtime.getRuntime().halt(137);
            }
        }
    }
}
