package dev.syncline.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.syncline.change.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** One pass over the tokens of a UTF-8 JSON text; a text that is not JSON ends it with a {@link JsonException}. */
public final class JsonCursor implements AutoCloseable {

    /** A text nested deeper is not read to its end; it could serve no purpose but to exhaust memory. */
    public static final int MAX_NESTING = 100_000;

    // To remember names is of use to small texts, and a burden after large ones.
    private static final int SHARING_LENGTH = 4 * 1024;

    private final JsonParser parser;
    private int depth;

    JsonCursor(JsonParser parser) {
        this.parser = parser;
    }

    /** Over what the service wrote, or what is small. */
    public static JsonCursor over(byte[] text) {
        return over(text, NameMemory::own);
    }

    /** Over what a client sent: a large one with names that collide, which would take seconds, is not read to its end. */
    public static JsonCursor overBody(byte[] body) {
        return over(body, NameMemory::wary);
    }

    private static JsonCursor over(byte[] text, Supplier<NameMemory> ofLarge) {
        requireUtf8(text);
        try {
            NameMemory names = text.length <= SHARING_LENGTH ? NameMemory.shared() : ofLarge.get();
            return new JsonCursor(names.createParser(LoneSurrogates.replaced(text)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen on an array", e);
        }
    }

    /** The next token, or null at the end of the text. */
    public JsonToken next() {
        JsonToken token = advance();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            if (++depth > MAX_NESTING) {
                throw new JsonException(ErrorCode.TOO_DEEP, "the text is nested deeper than " + MAX_NESTING);
            }
        } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
            depth--;
        }
        return token;
    }

    public JsonToken currentToken() {
        return parser.currentToken();
    }

    /** How many arrays and objects are open at the current token. */
    public int depth() {
        return depth;
    }

    /** Goes on until no more than this many arrays and objects are open. */
    public void leaveTo(int outerDepth) {
        while (depth > outerDepth) {
            next();
        }
    }

    /** Goes to the end of the value whose first token is the current one. */
    public void skip() {
        if (currentToken().isStructStart()) {
            leaveTo(depth - 1);
        }
    }

    public void requireEnd() {
        if (next() != null) {
            throw new JsonException(ErrorCode.MALFORMED, "something follows the JSON value" + place());
        }
    }

    /** The text of the current name, string or number. */
    public String text() {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** How long {@link #text} is, without making it. */
    int textLength() {
        try {
            return parser.getTextLength();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** The whole number of the current token, which must be one that a long holds. */
    long longValue() {
        try {
            return parser.getLongValue();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Where the current token begins, in bytes. */
    public long tokenStart() {
        return parser.currentTokenLocation().getByteOffset();
    }

    /** Where the current token ends, in bytes; meaningful where it ends an object or array. */
    public long tokenEnd() {
        return parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen on an array", e);
        }
    }

    private JsonToken advance() {
        try {
            return parser.nextToken();
        } catch (IOException | RuntimeException e) {
            throw malformed(e);
        }
    }

    // The parser's own messages name Java things; the place is what helps.
    private JsonException malformed(Exception cause) {
        JsonException malformed = new JsonException(ErrorCode.MALFORMED, "the text is not JSON" + place(cause));
        malformed.initCause(cause);
        return malformed;
    }

    private String place(Exception cause) {
        boolean located = cause instanceof JsonProcessingException problem && problem.getLocation() != null;
        return located ? place(((JsonProcessingException) cause).getLocation()) : place();
    }

    private String place() {
        return place(parser.currentLocation());
    }

    private static String place(JsonLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static void requireUtf8(byte[] text) {
        int invalid = Utf8.firstInvalid(text);
        if (invalid >= 0) {
            throw new JsonException(ErrorCode.MALFORMED, "the text is not UTF-8 at byte " + invalid);
        }
        for (int index = 0; index < Math.min(4, text.length); index++) {
            if (text[index] == 0) { // else the parser would guess UTF-16 or UTF-32
                throw new JsonException(ErrorCode.MALFORMED, "the text is not UTF-8 at byte " + index);
            }
        }
    }
}
