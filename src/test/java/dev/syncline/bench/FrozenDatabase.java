package dev.syncline.bench;

import dev.syncline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A database that stands still until it is closed: it answers nothing, and fails nothing. */
final class FrozenDatabase implements AutoCloseable {

    private final List<ProcessHandle> processes = new ArrayList<>();

    private FrozenDatabase(ProcessHandle postmaster) {
        // First the one that makes more of them.
        stop(List.of(postmaster));
        stop(postmaster.children().toList());
    }

    static FrozenDatabase of(EmbeddedDatabase database) {
        return new FrozenDatabase(ProcessHandle.of(database.pid()).orElseThrow());
    }

    private void stop(List<ProcessHandle> more) {
        signal("-STOP", more);
        processes.addAll(more);
    }

    @Override
    public void close() {
        signal("-CONT", processes);
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            // One that ended meanwhile makes kill complain; the others hear it all the same.
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
