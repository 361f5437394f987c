package dev.syncline.embedded;

/** A broker that can be stopped and started again on its address and data. */
public interface Broker extends AutoCloseable {

    String bootstrapServers();

    void start();

    void stop();

    @Override
    void close();
}
