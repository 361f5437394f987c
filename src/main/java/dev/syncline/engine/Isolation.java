package dev.syncline.engine;

import dev.syncline.change.ErrorCode;
import dev.syncline.retry.ItemFault;
import dev.syncline.store.BatchReads;
import dev.syncline.tracing.TraceInLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Takes a batch in parts where it is too large for one transaction, and finds the one item that a batch fails for:
 * halves the batch, and halves the half that fails, until one item is left to set aside. Each bad item so costs at most
 * two transactions for every doubling of the batch. Where an item is only suspected, the batch is taken one by one, so
 * that each costs its own failures only.
 */
final class Isolation {

    private static final Logger LOG = Logger.getLogger(Isolation.class);

    /** Applies items in one transaction and answers them. */
    interface Apply {

        /** @param releasing whether to go on with what waited for these */
        void apply(List<BatchItem> items, boolean releasing);
    }

    /** Makes a dead letter of one item and answers it. */
    interface SetAside {
        void setAside(BatchItem item, ErrorCode cause, String detail, String exception);
    }

    /** Counts a start of one item alone. */
    interface Begin {

        /** Returns how often it was begun so, this time included; 0 for one that was applied before. */
        int begin(BatchItem item);
    }

    private static final int MAX_STARTS = 3;

    private final Apply apply;
    private final SetAside setAside;

    Isolation(Apply apply, SetAside setAside) {
        this.apply = apply;
        this.setAside = setAside;
    }

    /** Applies all, but for those that are at fault. */
    void apply(List<BatchItem> items) {
        try {
            apply.apply(items, true);
        } catch (ItemFault fault) {
            int half = items.size() / 2;
            if (half == 0 && ReleasingFailedException.isIn(fault)) {
                applyWithoutReleasing(items.get(0));
            } else if (half == 0) {
                setAside(items.get(0), fault, setAside);
            } else if (fault.suspected()) {
                // A suspicion takes minutes of failures and waits; one more half that fails is dearer than every item
                // that does not.
                items.forEach(item -> apply(List.of(item)));
            } else {
                apply(items.subList(0, half));
                apply(items.subList(half, items.size()));
            }
        }
    }

    /** What waited for it is then gone on with by itself, and is the one at fault or not. */
    private void applyWithoutReleasing(BatchItem item) {
        try {
            apply.apply(List.of(item), false);
        } catch (ItemFault own) {
            setAside(item, own, setAside);
        }
    }

    static void setAside(BatchItem item, ItemFault fault, SetAside setAside) {
        try (TraceInLog trace = item.traceInLog()) {
            setAsideFor(item, fault, setAside);
        }
    }

    private static void setAsideFor(BatchItem item, ItemFault fault, SetAside setAside) {
        Throwable thrown = rootCause(fault);
        LOG.warnf(
                "item set aside: partition=%d offset=%d suspected=%s: %s",
                item.message().partition(),
                item.message().offset(),
                fault.suspected(),
                thrown.getClass().getName());
        String detail = fault.suspected()
                ? "the change failed again and again while the database was well"
                : "the database refused the change";
        try {
            setAside.setAside(
                    item, ErrorCode.REFUSED_BY_STORE, detail, thrown.getClass().getName());
        } catch (ItemFault contentRefused) {
            // Not even beside the ledger: then the message is kept as bytes.
            setAside.setAside(item.withoutContent(detail), ErrorCode.REFUSED_BY_STORE, detail, null);
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Applies items of partitions whose earlier batches began and never ended: those below the mark one by one, each
     * noted before it begins, so that the one which ends the process is known.
     *
     * @param cautiousUntil by partition
     */
    void applyCautiously(List<BatchItem> items, Map<Integer, Long> cautiousUntil, Begin begin, Lanes lanes) {
        Map<Boolean, List<BatchItem>> split = new HashMap<>();
        items.forEach(item -> split.computeIfAbsent(isSuspect(item, cautiousUntil), key -> new ArrayList<>())
                .add(item));
        for (BatchItem item : split.getOrDefault(true, List.of())) {
            lanes.alone(() -> applyCautiously(item, begin));
        }
        List<BatchItem> rest = split.getOrDefault(false, List.of());
        if (!rest.isEmpty()) {
            lanes.together(() -> apply(rest));
        }
    }

    private void applyCautiously(BatchItem item, Begin begin) {
        if (begin.begin(item) > MAX_STARTS) {
            try (TraceInLog trace = item.traceInLog()) {
                LOG.warnf(
                        "item set aside that ended the process: partition=%d offset=%d",
                        item.message().partition(), item.message().offset());
            }
            setAside.setAside(
                    item, ErrorCode.CRASHED, "the service ended " + MAX_STARTS + " times with the change", null);
        } else {
            apply(List.of(item));
        }
    }

    private static boolean isSuspect(BatchItem item, Map<Integer, Long> cautiousUntil) {
        return item.message().offset()
                < cautiousUntil.getOrDefault(item.message().partition(), 0L);
    }

    /** Partitions of which a batch began more often than an accident explains. */
    static Set<Integer> suspects(Map<Integer, BatchReads.Starts> starts) {
        Set<Integer> suspects = new HashSet<>();
        starts.forEach((partition, known) -> {
            if (known.starts() > MAX_STARTS && known.nextOffset() >= known.cautiousUntil()) {
                suspects.add(partition);
            }
        });
        return suspects;
    }
}
