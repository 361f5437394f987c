package dev.syncline.records;

import dev.syncline.store.RecordVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some of a record's versions, newest first, and whether there are older ones. */
record RevisionPage(List<RecordVersion> versions, boolean more) {

    /** Of one version more than the page is to hold. */
    static RevisionPage of(List<RecordVersion> versions, int length) {
        boolean more = versions.size() > length;
        return new RevisionPage(more ? versions.subList(0, length) : versions, more);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("revisions", versions.stream().map(RecordJson::of).toList());
        json.put("more", more);
        return json;
    }
}
