package dev.syncline.bench.agent;

import java.util.HashMap;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Lets a look-up that answers with a map find nothing: a service that is broken on purpose. */
final class FindNothing {

    private FindNothing() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object found) {
        found = new HashMap<>();
    }
}
