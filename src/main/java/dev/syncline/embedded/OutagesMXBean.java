package dev.syncline.embedded;

import java.util.Map;

/**
 * Outages of the embedded backends, asked for through JMX: the backends live in another class loader than the service,
 * and outlive its reloads.
 */
public interface OutagesMXBean {

    /** Stops the backend, and starts it again when the time is over; false where it is away already. */
    boolean begin(String backend, long seconds);

    /** The seconds that those now away stay away. */
    Map<String, Long> getAway();
}
