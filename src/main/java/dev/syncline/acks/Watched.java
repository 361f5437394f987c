package dev.syncline.acks;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who waits for what. */
final class Watched<K, W> {

    private final Map<K, Set<W>> watchers = new ConcurrentHashMap<>();

    void add(K key, W watcher) {
        watchers.compute(key, (same, those) -> {
            Set<W> all = those == null ? ConcurrentHashMap.newKeySet(1) : those;
            all.add(watcher);
            return all;
        });
    }

    void remove(K key, W watcher) {
        watchers.computeIfPresent(key, (same, those) -> {
            those.remove(watcher);
            return those.isEmpty() ? null : those;
        });
    }

    Set<W> of(K key) {
        return watchers.getOrDefault(key, Set.of());
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }
}
