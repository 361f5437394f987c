package dev.syncline.ingress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.entities.EntityCatalog;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.settings.Settings;
import dev.syncline.settings.SettingsOf;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PushMemoryTest {

    private static final int CHANGES = 8;
    private static final int CHARACTERS = 150 * 1024;

    /** The body itself, and what of it is made for the broker. */
    private static final int BESIDES = 3;

    static Stream<Arguments> contents() {
        return Stream.of(
                of("empty objects", number -> "{}"),
                of("empty arrays", number -> "[]"),
                of("arrays of one", number -> "[0]"),
                of("arrays of three", number -> "[0,0,0]"),
                of("objects of one", number -> "{\"\":0}"),
                of("objects of two", number -> "{\"\":0,\"a\":0}"),
                of("objects of others", number -> "{\"" + Integer.toString(number, 36) + "\":0}"),
                of("nested arrays", number -> "[".repeat(60) + "]".repeat(60)),
                of("nested objects", number -> "{\"\":".repeat(60) + "0" + "}".repeat(60)),
                of("arrays in objects", number -> "{\"\":[".repeat(30) + "]}".repeat(30)),
                of("short texts", number -> "\"a\""),
                of("short texts of two bytes", number -> "\"€\""),
                of("numbers", number -> "200"),
                of("fractions", number -> "0.5"),
                of("a long text", number -> "\"" + "x".repeat(200_000) + "\""));
    }

    private static Arguments of(String what, IntFunction<String> value) {
        return Arguments.of(what, value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contents")
    void noContentTakesMoreThanItIsReckonedAt(String what, IntFunction<String> value) {
        Settings settings = SettingsOf.defaults();
        PushReader reader = new PushReader(
                settings, new EntityCatalog(settings.entities(), resolver -> false), new SchemaCheck(settings));
        byte[] body = push(value);
        long before = used();

        Push push = reader.read(body, change -> true);

        long taken = used() - before;
        push.items().forEach(item -> assertTrue(item instanceof PushItem.Valid, item::toString));
        assertTrue(taken / body.length < PushMemory.COST - BESIDES, taken + " bytes of " + body.length);
        Reference.reachabilityFence(push);
    }

    private static byte[] push(IntFunction<String> value) {
        String changes = IntStream.range(0, CHANGES)
                .mapToObj(number -> change(number, value))
                .collect(Collectors.joining(","));
        return ("{\"clientId\":\"phone\",\"changes\":[" + changes + "]}").getBytes(StandardCharsets.UTF_8);
    }

    private static String change(int number, IntFunction<String> value) {
        StringBuilder values = new StringBuilder(value.apply(0));
        for (int next = 1; values.length() < CHARACTERS; next++) {
            values.append(',').append(value.apply(next));
        }
        return "{\"id\":\"" + new UUID(0, number)
                + "\",\"type\":\"CREATE\",\"entity\":\"message\",\"entityId\":\"m\",\"timestamp\":5,"
                + "\"data\":{\"a\":[" + values + "]}}";
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
