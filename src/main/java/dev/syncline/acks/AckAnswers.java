package dev.syncline.acks;

import dev.syncline.access.AccessPolicy;
import dev.syncline.security.Caller;
import dev.syncline.store.Epochs;
import dev.syncline.store.LedgerEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Outcomes as a caller is told them: without the record's data where the caller may not read the record. */
@ApplicationScoped
public class AckAnswers {

    private final AccessPolicy access;
    private final Epochs epochs;

    AckAnswers(AccessPolicy access, Epochs epochs) {
        this.access = access;
        this.epochs = epochs;
    }

    public Map<String, Object> of(Caller caller, LedgerEntry entry) {
        Map<String, Object> json = AckJson.of(entry.ack(epochs.current()));
        if (!access.mayRead(caller, entry.key())) {
            json.remove(AckJson.DATA);
        }
        return json;
    }

    public List<Map<String, Object>> of(Caller caller, List<LedgerEntry> entries) {
        return entries.stream().map(entry -> of(caller, entry)).toList();
    }
}
