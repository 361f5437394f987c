package dev.syncline.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same drain before and after the tables grew, and a backlog that is many times what the heap holds. */
final class GrowthPart {

    // Not what record_id makes of their names, which takes long; nobody looks for these.
    private static final String ID = "md5('grown-' || n)::uuid";

    private static final String OTHERS = "'message', 'grown-' || n, 1, false, 0, 1, n, 1, 'c', gen_random_uuid(), null,"
            + " '{\"text\": \"' || repeat('grown text ', 12) || '\"}', 's', 'c', gen_random_uuid(), now(), " + ID;

    private final Site site;
    private final Workload workload;
    private final Results results;

    GrowthPart(Site site, Workload workload, Results results) {
        this.site = site;
        this.workload = workload;
        this.results = results;
    }

    void run() throws SQLException {
        site.startService(List.of("-Xmx512m"), Map.of());
        site.awaitDrained();
        // Not measured: until compilers have done most of their work.
        drained(Sizes.WARM_UP);
        if (Sizes.GROWN_RECORDS > 0) {
            double before = drained(Sizes.DRAIN);
            grow();
            results.add(
                    "growth",
                    String.format("%,d records, 3 revisions each", Sizes.GROWN_RECORDS),
                    "changes/s",
                    drained(Sizes.DRAIN),
                    "the same before",
                    before);
        }
        if (Sizes.BACKLOG > 0) {
            double first = drained(Sizes.DRAIN);
            results.add(
                    "growth",
                    String.format("backlog of %,d, heap 512 MiB", Sizes.BACKLOG),
                    "changes/s",
                    drained(Sizes.BACKLOG),
                    "backlog of " + Sizes.DRAIN,
                    first);
        }
    }

    /** The median of some rounds; a single one where the backlog itself is what is measured. */
    private double drained(int changes) {
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < (changes == Sizes.DRAIN ? 3 : 1); round++) {
            site.pauseEngine();
            try (Producing outbox = new Producing(site)) {
                outbox.produce(changes, index -> workload.next(Mix.NO_CONFLICTS));
            }
            long begun = System.nanoTime();
            site.resumeEngine();
            site.awaitDrained();
            rates.add(changes / Nanos.seconds(begun));
        }
        return Results.median(rates);
    }

    /** Of the same tenant, so that every index holds them too. */
    private void grow() {
        String tenant = "'" + Workload.TENANT + "', ";
        site.execute(
                "set statement_timeout = 0",
                "insert into record select " + tenant + OTHERS + " from generate_series(1, " + Sizes.GROWN_RECORDS
                        + ") n",
                "insert into revision select " + tenant + "'message', 'grown-' || n, v, false, 1,"
                        + " '{\"text\": \"' || repeat('grown text ', 12) || '\"}', 's', 'c', gen_random_uuid(), now(), now(),"
                        + " 0, 1, n, " + ID + " from generate_series(1, " + Sizes.GROWN_RECORDS
                        + ") n, generate_series(-2, 0) v",
                "vacuum analyze record",
                "vacuum analyze revision");
    }
}
