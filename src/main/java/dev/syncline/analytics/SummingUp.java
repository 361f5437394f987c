package dev.syncline.analytics;

import dev.syncline.retry.Backend;
import dev.syncline.retry.NetworkMonitor;
import dev.syncline.retry.ServiceStopping;
import dev.syncline.store.Summaries;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Sums up what the ledger got, minute by minute, on one instance at a time, and drops old sums. */
@ApplicationScoped
public class SummingUp {

    private static final Logger LOG = Logger.getLogger(SummingUp.class);

    /** A step's minutes; it is one transaction. */
    private static final int AT_ONCE = 30;

    private static final int SWEPT_AT_ONCE = 1_000;

    /** After an outage there is much to do; others may go on with it. */
    private static final Duration TURN = Duration.ofSeconds(10);

    private final Summaries summaries;
    private final SummedTime summedTime;
    private final NetworkMonitor network;
    private final Clock clock;
    private volatile boolean stopping;

    SummingUp(Summaries summaries, SummedTime summedTime, NetworkMonitor network, Clock clock) {
        this.summaries = summaries;
        this.summedTime = summedTime;
        this.network = network;
        this.clock = clock;
    }

    @Scheduled(every = "{syncline.analytics.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        sumUp();
    }

    /** Takes a turn; tells whether it left nothing. */
    public synchronized boolean sumUp() {
        Instant now = clock.instant();
        Turn turn = new Turn(summedTime.keptFrom(now), summedTime.settledUntil(now), now.plus(TURN));
        try {
            return mayWork() && turn.take(summaries.due(turn.from, turn.until));
        } catch (SQLException e) {
            LOG.debug("what there is to sum up could not be read; the next look will", e);
            return false;
        }
    }

    private boolean mayWork() {
        return !stopping && network.online(Backend.DATABASE);
    }

    /** A time's work, in which tenants take turns. */
    private final class Turn {

        private final Instant from;
        private final Instant until;
        private final Instant end;
        private boolean leftSome;

        Turn(Instant from, Instant until, Instant end) {
            this.from = from;
            this.until = until;
            this.end = end;
        }

        boolean take(List<String> due) {
            List<String> tenants = due;
            while (!tenants.isEmpty()) {
                List<String> withMore = new ArrayList<>();
                for (String tenant : tenants) {
                    if (!mayWork() || !clock.instant().isBefore(end)) {
                        return false;
                    }
                    if (step(tenant) == Summaries.Step.MORE) {
                        withMore.add(tenant);
                    }
                }
                tenants = withMore;
            }
            return !leftSome;
        }

        /** A tenant that fails waits for the next look; the others go on. */
        private Summaries.Step step(String tenant) {
            try {
                Summaries.Step step = summaries.sumUp(tenant, from, until, AT_ONCE);
                leftSome |= step == Summaries.Step.ELSEWHERE;
                return step;
            } catch (SQLException | RuntimeException e) {
                LOG.warnf(e, "a tenant's ledger could not be summed up; the next look tries again: tenant=%s", tenant);
                leftSome = true;
                return Summaries.Step.DONE;
            }
        }
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void sweep() {
        try {
            Instant before = summedTime.keptFrom(clock.instant());
            while (mayWork() && summaries.sweep(before, SWEPT_AT_ONCE) > 0) {
                LOG.debugf("swept sums older than %s", before);
            }
        } catch (SQLException e) {
            LOG.debug("old sums could not be swept; the next sweep will", e);
        }
    }

    void stop(@Observes ServiceStopping event) {
        stopping = true;
    }
}
