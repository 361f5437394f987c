package dev.syncline.acks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final Turns turns = new Turns(workers::add, 2);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void theOthersWaitTheirTurn() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            turns.execute(() -> ran.add(number));
        }
        for (int left = 5; left > 0; left--) {
            assertEquals(Math.min(2, left), workers.size());
            workers.remove().run();
        }
        assertEquals(List.of(0, 1, 2, 3, 4), ran);
        assertEquals(0, workers.size());
    }

    @Test
    void aTaskThatThrowsGivesItsTurnBack() {
        Turns one = new Turns(workers::add, 1);
        one.execute(() -> {
            throw new IllegalStateException();
        });
        one.execute(() -> ran.add(1));
        try {
            workers.remove().run();
        } catch (IllegalStateException expected) {
            workers.remove().run();
        }
        assertEquals(List.of(1), ran);
    }
}
