package dev.syncline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.retry.ItemFault;
import dev.syncline.store.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which items a failing batch costs, and how many transactions. */
class IsolationTest {

    private final List<Long> applied = new ArrayList<>();
    private final List<Long> setAside = new ArrayList<>();
    private int transactions;
    private int failures;

    @Test
    void aGoodBatchTakesOneTransaction() {
        isolation(Set.of()).apply(items(1000));

        assertEquals(1000, applied.size());
        assertEquals(1, transactions);
    }

    @Test
    void oneBadItemOfAThousandIsSetAsideAloneAtTwoTransactionsADoubling() {
        isolation(Set.of(617L)).apply(items(1000));

        assertEquals(List.of(617L), setAside);
        assertEquals(999, applied.size());
        assertEquals(applied.stream().sorted().toList(), applied, "the order stays");
        assertTrue(transactions <= 1 + 2 * 10 + 1, "transactions: " + transactions);
    }

    @Test
    void everyBadItemIsSetAsideAndNoOther() {
        isolation(Set.of(0L, 1L, 500L, 999L)).apply(items(1000));

        assertEquals(List.of(0L, 1L, 500L, 999L), setAside);
        assertEquals(996, applied.size());
    }

    @Test
    void aSuspectedItemCostsItsOwnFailuresAndThoseOfTheWholeBatchOnly() {
        Set<Long> bad = Set.of(3L, 4L, 500L);

        isolation(bad, true).apply(items(1000));

        assertEquals(List.of(3L, 4L, 500L), setAside);
        assertEquals(997, applied.size());
        assertEquals(applied.stream().sorted().toList(), applied, "the order stays");
        assertEquals(1 + bad.size(), failures);
    }

    @Test
    void anItemIsNotSetAsideForWhatWaitedForIt() {
        Isolation isolation = new Isolation(
                (items, releasing) -> {
                    if (releasing) {
                        throw new ItemFault(new ReleasingFailedException(new IllegalStateException("bad")), false);
                    }
                    items.forEach(item -> applied.add(item.message().offset()));
                },
                (item, cause, detail, exception) -> setAside.add(item.message().offset()));

        isolation.apply(items(2));

        assertEquals(List.of(0L, 1L), applied);
        assertEquals(List.of(), setAside);
    }

    @Test
    void anItemThatEndsTheProcessIsSetAsideAfterThreeStartsAndItsNeighboursAreNot() {
        Map<Long, Integer> startsBefore = Map.of(2L, 3);

        Isolation.Begin begin = item -> startsBefore.getOrDefault(item.message().offset(), 0) + 1;

        isolation(Set.of()).applyCautiously(items(4), Map.of(0, 3L), begin, new Lanes());

        assertEquals(List.of(2L), setAside);
        assertEquals(List.of(0L, 1L, 3L), applied);
    }

    @Test
    void noOtherLaneWorksWhileAnItemIsTriedThatMayEndTheProcess() {
        Lanes lanes = new Lanes();
        AtomicReference<CompletableFuture<Integer>> neighbour = new AtomicReference<>();
        Isolation.Begin begin = item -> {
            neighbour.set(CompletableFuture.supplyAsync(() -> {
                AtomicInteger seen = new AtomicInteger();
                lanes.together(() -> seen.set(applied.size()));
                return seen.get();
            }));
            assertThrows(TimeoutException.class, () -> neighbour.get().get(100, TimeUnit.MILLISECONDS));
            return 1;
        };

        isolation(Set.of()).applyCautiously(items(1), Map.of(0, 1L), begin, lanes);

        assertEquals(1, neighbour.get().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private Isolation isolation(Set<Long> bad) {
        return isolation(bad, false);
    }

    private Isolation isolation(Set<Long> bad, boolean suspected) {
        return new Isolation(
                (items, releasing) -> {
                    transactions++;
                    if (items.stream()
                            .anyMatch(item -> bad.contains(item.message().offset()))) {
                        failures++;
                        throw new ItemFault(new IllegalStateException("bad"), suspected);
                    }
                    items.forEach(item -> applied.add(item.message().offset()));
                },
                (item, cause, detail, exception) -> {
                    transactions++;
                    setAside.add(item.message().offset());
                });
    }

    private static List<BatchItem> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(offset -> new BatchItem(
                        new Message("outbox", 0, offset, null, null, null), null, null, null, null, "test", null))
                .toList();
    }
}
