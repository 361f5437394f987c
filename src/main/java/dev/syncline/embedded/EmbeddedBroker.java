package dev.syncline.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.jboss.logging.Logger;

/** One Kafka broker, its own controller, in this process; it can be stopped and started again on its port and data. */
public final class EmbeddedBroker implements Broker {

    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);

    // Always the same, or what an earlier run left would be another cluster's.
    private static final String CLUSTER = "c3luY2xpbmUtZW1iZWRkZQ";

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private KafkaRaftServer server;
    private boolean used;

    public EmbeddedBroker(Path folder) {
        this(folder, FreePort.find());
    }

    public EmbeddedBroker(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = port;
        int other = FreePort.find();
        while (other == port) {
            other = FreePort.find();
        }
        this.controllerPort = other;
    }

    @Override
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /** Starts on what the folder holds; what an earlier run left unusable is emptied. */
    @Override
    public synchronized void start() {
        if (server != null) {
            return;
        }
        try {
            startOnce();
        } catch (IllegalStateException unusable) {
            if (used) {
                throw unusable;
            }
            LOG.warnf("The broker's folder %s cannot be used and is emptied: %s", folder, unusable.getCause());
            Folders.delete(folder);
            startOnce();
        }
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void startOnce() {
        // A broker that gives up must not take the application or the test run with it.
        Exit.setExitProcedure((status, message) -> giveUp(message));
        Exit.setHaltProcedure((status, message) -> giveUp(message));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        // The broker's threads outlive the class loader of a live reload.
        Thread.currentThread().setContextClassLoader(KafkaRaftServer.class.getClassLoader());
        KafkaRaftServer starting = null;
        try {
            Properties settings = settings();
            format(settings);
            starting = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            starting.startup();
            server = starting;
            used = true;
        } catch (RuntimeException | Error e) {
            if (starting != null) {
                starting.shutdown();
            }
            throw new IllegalStateException("The embedded broker did not start", e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static void giveUp(String message) {
        throw new IllegalStateException("The embedded broker gave up: " + message);
    }

    private void format(Properties settings) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolveSibling(folder.getFileName() + ".properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                settings.store(writer, null);
            }
            String[] command = {"format", "--ignore-formatted", "-t", CLUSTER, "-c", file.toString()};
            int code = StorageTool.execute(command, new PrintStream(OutputStream.nullOutputStream()));
            if (code != 0) {
                throw new IllegalStateException("Formatting " + folder + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@localhost:" + controllerPort);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty(
                "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://localhost:" + port);
        settings.setProperty("log.dirs", folder.toString());
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("offsets.topic.segment.bytes", "1048576");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("transaction.state.log.segment.bytes", "1048576");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "4");
        settings.setProperty("log.segment.bytes", "16777216");
        settings.setProperty("log.index.size.max.bytes", "1048576");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("num.recovery.threads.per.data.dir", "2");
        return settings;
    }
}
