package dev.syncline.engine;

import dev.syncline.deadletter.DeadLetter;
import dev.syncline.store.DeadLetterRow;
import java.util.List;

/** Dead letters as their topic takes them. */
final class DeadLetters {

    private DeadLetters() {}

    static List<DeadLetter> of(List<DeadLetterRow> rows) {
        return rows.stream().map(DeadLetters::of).toList();
    }

    private static DeadLetter of(DeadLetterRow row) {
        return new DeadLetter(
                row.message().topic(),
                row.message().partition(),
                row.message().offset(),
                row.message().key(),
                row.message().payload(),
                row.message().schemaVersion(),
                row.cause(),
                row.detail(),
                row.exception());
    }
}
