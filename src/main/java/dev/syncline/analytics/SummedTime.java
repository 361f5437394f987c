package dev.syncline.analytics;

import dev.syncline.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Which time is summed up, which is read from the ledger itself, and which is forgotten. */
@ApplicationScoped
class SummedTime {

    /** What summing up may lag behind before an answer leaves out the rest: reading the ledger itself stays cheap. */
    private static final Duration LAG = Duration.ofMinutes(5);

    private final Settings.Analytics settings;

    SummedTime(Settings settings) {
        this.settings = settings.analytics();
    }

    /** The end of the last minute that is final. */
    Instant settledUntil(Instant now) {
        return now.minus(settings.settleAfter()).truncatedTo(ChronoUnit.MINUTES);
    }

    Instant liveFrom(Instant now) {
        return settledUntil(now).minus(LAG);
    }

    /** Of whole hours, as long windows are. */
    Instant keptFrom(Instant now) {
        return now.minus(settings.retention()).truncatedTo(ChronoUnit.HOURS);
    }
}
