package dev.syncline.feed;

import dev.syncline.change.Json;
import dev.syncline.change.MergePatch;
import dev.syncline.json.JsonReader;
import dev.syncline.json.JsonWriter;
import dev.syncline.store.BaseVersion;
import java.util.Map;
import java.util.Optional;

/**
 * What turns a version that a reader holds into the present one: a merge patch (RFC 7396).
 *
 * @param patch as JSON text in UTF-8
 */
record Delta(long baseVersion, byte[] patch) {

    /**
     * Empty where the record itself is no longer than the patch, or no patch can say what it is.
     *
     * @param data the record as JSON text in UTF-8
     */
    static Optional<Delta> of(BaseVersion base, byte[] data) {
        return MergePatch.between(read(base.data()), read(data))
                .map(JsonWriter::writeBytes)
                .filter(patch -> patch.length < data.length)
                .map(patch -> new Delta(base.version(), patch));
    }

    private static Map<String, Object> read(byte[] data) {
        return Json.object(JsonReader.stored().read(data));
    }
}
