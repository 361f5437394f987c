package dev.syncline.ingress;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.entities.EntityCatalog;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.settings.Settings;
import dev.syncline.settings.SettingsOf;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What contents take of the heap once they are read: in a JVM of its own, where nothing else comes and goes. */
class PushMemoryTest {

    private static final int CHANGES = 8;
    private static final int CHARACTERS = 150 * 1024;

    /** The body itself, and what of it is made for the broker. */
    private static final int BESIDES = 3;

    /** @param value the one of a number */
    private record Content(String name, IntFunction<String> value) {}

    private static final List<Content> CONTENTS = List.of(
            new Content("empty objects", number -> "{}"),
            new Content("empty arrays", number -> "[]"),
            new Content("arrays of one", number -> "[0]"),
            new Content("arrays of three", number -> "[0,0,0]"),
            new Content("objects of one", number -> "{\"\":0}"),
            new Content("objects of two", number -> "{\"\":0,\"a\":0}"),
            new Content("objects of others", number -> "{\"" + Integer.toString(number, 36) + "\":0}"),
            new Content("nested arrays", number -> "[".repeat(60) + "]".repeat(60)),
            new Content("nested objects", number -> "{\"\":".repeat(60) + "0" + "}".repeat(60)),
            new Content("arrays in objects", number -> "{\"\":[".repeat(30) + "]}".repeat(30)),
            new Content("short texts", number -> "\"a\""),
            new Content("short texts of two bytes", number -> "\"€\""),
            new Content("numbers", number -> "200"),
            new Content("fractions", number -> "0.5"),
            new Content("a long text", number -> "\"" + "x".repeat(200_000) + "\""));

    @Test
    void noContentTakesMoreThanItIsReckonedAt() throws IOException, InterruptedException {
        Process measuring = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PushMemoryTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String told = new String(measuring.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, measuring.waitFor(), told);
        List<String[]> costs = told.lines()
                .filter(line -> line.startsWith("cost: "))
                .map(line -> line.split(": "))
                .toList();
        assertEquals(CONTENTS.size(), costs.size(), told);
        assertAll(costs.stream()
                .map(cost -> () -> assertTrue(
                        Double.parseDouble(cost[2]) < PushMemory.COST - BESIDES, cost[1] + " takes " + cost[2])));
    }

    /** Tells of each content how many bytes one of it takes. */
    public static void main(String[] none) {
        Settings settings = SettingsOf.defaults();
        PushReader reader = new PushReader(
                settings, new EntityCatalog(settings.entities(), resolver -> false), new SchemaCheck(settings));
        for (Content content : CONTENTS) {
            byte[] body = push(content.value());
            long before = used();
            Push push = reader.read(body, change -> true);
            long taken = used() - before;
            if (push.items().stream().allMatch(PushItem.Valid.class::isInstance)) {
                System.out.println("cost: " + content.name() + ": " + (double) taken / body.length);
            }
            Reference.reachabilityFence(push);
        }
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
