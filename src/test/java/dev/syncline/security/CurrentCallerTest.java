package dev.syncline.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CurrentCallerTest {

    @Test
    void takesTenantAndSubject() {
        String longest = "t".repeat(200);
        assertEquals(new Caller(longest, "ann", Set.of("sync")), CurrentCaller.caller(longest, "ann", Set.of("sync")));
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of(null, "ann", ErrorCode.NO_TENANT),
                Arguments.of("", "ann", ErrorCode.NO_TENANT),
                Arguments.of(" ", "ann", ErrorCode.NO_TENANT),
                Arguments.of(7, "ann", ErrorCode.NO_TENANT),
                Arguments.of("t".repeat(201), "ann", ErrorCode.NO_TENANT),
                Arguments.of("a\0b", "ann", ErrorCode.NO_TENANT),
                Arguments.of("a\ud800b", "ann", ErrorCode.NO_TENANT),
                Arguments.of("acme", null, ErrorCode.UNAUTHORIZED),
                Arguments.of("acme", "", ErrorCode.UNAUTHORIZED),
                Arguments.of("acme", "a\0", ErrorCode.UNAUTHORIZED),
                Arguments.of("acme", "s".repeat(256), ErrorCode.UNAUTHORIZED));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void refusesATokenThatNamesNoUsableCaller(Object tenant, String subject, ErrorCode code) {
        ProblemException refused =
                assertThrows(ProblemException.class, () -> CurrentCaller.caller(tenant, subject, Set.of()));
        assertEquals(code, refused.code());
    }
}
