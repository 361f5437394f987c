package dev.syncline.backends;

import dev.syncline.embedded.Broker;
import dev.syncline.embedded.Database;
import dev.syncline.embedded.Outages;
import dev.syncline.embedded.RunningBackends;
import java.util.concurrent.CompletableFuture;
import org.testcontainers.DockerClientFactory;

/** A broker and a database, each in a container. */
final class ContainerBackends implements RunningBackends {

    private final ContainerBroker broker = new ContainerBroker();
    private final ContainerDatabase database = new ContainerDatabase();
    private Outages outages;

    private ContainerBackends() {}

    static ContainerBackends start() {
        // Testcontainers makes its client on first use, and two threads at once would lock each other out.
        DockerClientFactory.instance().client();
        ContainerBackends backends = new ContainerBackends();
        try {
            CompletableFuture<Void> database =
                    CompletableFuture.runAsync(backends.database::start, task -> new Thread(task, "database").start());
            backends.broker.start();
            database.join();
            backends.outages = new Outages(backends.broker, backends.database);
            return backends;
        } catch (RuntimeException e) {
            backends.close();
            throw e;
        }
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Database database() {
        return database;
    }

    @Override
    public void close() {
        if (outages != null) {
            outages.close();
        }
        try {
            broker.close();
        } finally {
            database.close();
        }
    }
}
