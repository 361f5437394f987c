package dev.syncline.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** Makes parsers, which remember the names they read for those that are made after them. */
final class NameMemory extends JsonFactory {

    /** Beyond what the service's own texts name. */
    static final int MAX_NAMES = 256;

    private static final long serialVersionUID = 1L;

    private static volatile NameMemory shared = new NameMemory(false);

    /** @param failing whether names that were made to collide end the text, or are read at whatever cost */
    private NameMemory(boolean failing) {
        // Nesting is bounded by the cursor, length by who hands the text over; nothing else of it is refused.
        super((JsonFactoryBuilder) new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .configure(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW, failing)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build()));
    }

    /**
     * That of all small texts, whoever wrote them. It is given up before it is large: each text that brings a name copies
     * it, and names that were made to collide would cost, or fail, those who did not make them.
     */
    static NameMemory shared() {
        NameMemory memory = shared;
        if (memory.names() > MAX_NAMES) {
            memory = new NameMemory(false);
            shared = memory;
        }
        return memory;
    }

    /** That of one text. */
    static NameMemory own() {
        return new NameMemory(false);
    }

    /** That of one text by somebody who could mean to keep the service busy. */
    static NameMemory wary() {
        return new NameMemory(true);
    }

    int names() {
        return _byteSymbolCanonicalizer.size();
    }
}
