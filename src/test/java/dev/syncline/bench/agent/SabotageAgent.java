package dev.syncline.bench.agent;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/** A Java agent that weaves one fault into one method: {@code enter|return|change|blind,class,method,trigger}. */
public final class SabotageAgent {

    private SabotageAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        String[] parts = arguments.split(",");
        Advice advice = advice(parts[0], parts[3]);
        new AgentBuilder.Default()
                .with(AgentBuilder.TypeStrategy.Default.REDEFINE)
                .type(ElementMatchers.named(parts[1]))
                .transform((builder, type, loader, module, domain) ->
                        builder.visit(advice.on(ElementMatchers.named(parts[2]))))
                .installOn(instrumentation);
    }

    private static Advice advice(String kind, String trigger) {
        Advice.WithCustomMapping mapping = Advice.withCustomMapping().bind(CrashTrigger.class, trigger);
        return switch (kind) {
            case "enter" -> mapping.to(CrashOnEnter.class);
            case "return" -> mapping.to(CrashOnReturn.class);
            case "change" -> mapping.to(CrashOnChange.class);
            case "blind" -> mapping.to(FindNothing.class);
            default -> throw new IllegalArgumentException("no such fault: " + kind);
        };
    }
}
