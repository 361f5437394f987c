package dev.syncline.engine;

import dev.syncline.deadletter.FailedMessage;
import dev.syncline.store.DeadLetterRow;
import java.util.List;

/** Dead letters as their topic takes them. */
final class FailedMessages {

    private FailedMessages() {}

    static List<FailedMessage> of(List<DeadLetterRow> letters) {
        return letters.stream()
                .map(letter -> new FailedMessage(
                        letter.message().topic(),
                        letter.message().partition(),
                        letter.message().offset(),
                        letter.message().key(),
                        letter.message().payload(),
                        letter.message().schemaVersion(),
                        letter.cause(),
                        letter.detail(),
                        letter.exception()))
                .toList();
    }
}
