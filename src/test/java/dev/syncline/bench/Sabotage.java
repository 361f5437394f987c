package dev.syncline.bench;

import dev.syncline.bench.agent.SabotageAgent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;

/** A fault at an exact place of the packaged service, brought in by an agent that is made here. */
final class Sabotage {

    private static final String ACKS = "dev.syncline.acks.AckPublisher,publish";
    private static final String AGENT_PACKAGE = "dev/syncline/bench/agent/";

    private final Path agent;
    private final String method;
    private final String trigger;

    private Sabotage(Path folder, String method) {
        this(
                folder,
                method,
                folder.resolve("crash-" + UUID.randomUUID()).toAbsolutePath().toString());
    }

    private Sabotage(Path folder, String method, String trigger) {
        this.agent = folder.resolve("sabotage-" + UUID.randomUUID() + ".jar").toAbsolutePath();
        this.method = method;
        this.trigger = trigger;
    }

    /** A crash after the batch's rows are written, before the transaction commits. */
    static Sabotage crashBeforeCommit(Path folder) {
        return new Sabotage(folder, "return,dev.syncline.engine.BatchTransaction,write");
    }

    /** A crash after the transaction's commit, before the first ack is published. */
    static Sabotage crashBeforeAcks(Path folder) {
        return new Sabotage(folder, "enter," + ACKS);
    }

    /** A crash after the broker has every ack, before the offset is committed. */
    static Sabotage crashBeforeOffset(Path folder) {
        return new Sabotage(folder, "return," + ACKS);
    }

    /** A crash each time that the engine is about to resolve this change; it needs no arming. */
    static Sabotage crashAtChange(Path folder, UUID change) {
        return new Sabotage(folder, "change,dev.syncline.resolve.ConflictResolver,resolve", change.toString());
    }

    /** No crash: the ledger look-up finds nothing. */
    static Sabotage blindLedger(Path folder) {
        return new Sabotage(folder, "blind,dev.syncline.store.BatchReads,ledger");
    }

    /** What the service's command line needs. */
    String argument() {
        try {
            if (!Files.exists(agent)) {
                writeAgent();
            }
            return "-javaagent:" + agent + "=" + method + "," + trigger;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("no agent could be made", e);
        }
    }

    /** The next time the place is reached, the process ends. */
    void arm() {
        try {
            Files.createFile(Path.of(trigger));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeAgent() throws IOException, URISyntaxException {
        Files.createDirectories(agent.getParent());
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), SabotageAgent.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH, location(ByteBuddy.class).toUri().toString());
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest);
                Stream<Path> classes = Files.list(location(SabotageAgent.class).resolve(AGENT_PACKAGE))) {
            for (Path each : classes.toList()) {
                jar.putNextEntry(new JarEntry(AGENT_PACKAGE + each.getFileName()));
                Files.copy(each, jar);
                jar.closeEntry();
            }
        }
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
