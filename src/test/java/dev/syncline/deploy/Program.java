package dev.syncline.deploy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A program of the machine's that a test needs; where it is missing, the test is left out with a sentence. */
public final class Program {

    private final Path path;

    /** What a program wrote, and how it ended. */
    public record Result(int exit, String output) {}

    private Program(Path path) {
        this.path = path;
    }

    /**
     * @param how how one gets it, for the sentence
     * @param required a system property; where it is true, a missing program is a failure
     */
    public static Program required(String name, String how, String required) {
        Optional<Path> found = find(name);
        if (found.isEmpty()) {
            String missing = "There is no " + name + " on the path, so this test is left out: " + how;
            if (Boolean.getBoolean(required)) {
                Assertions.fail(missing);
            }
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        return new Program(found.get());
    }

    private static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public Path path() {
        return path;
    }

    /** Runs it to its end, what it complains about included. */
    public Result run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
