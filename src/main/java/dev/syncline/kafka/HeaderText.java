package dev.syncline.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads messages' headers as texts, whoever wrote them: a value that is missing, or none of Syncline's, counts as no header. */
public final class HeaderText {

    /** In bytes; more than any of Syncline's has. A header is stored, logged and sent on. */
    private static final int MAX = 1024;

    private HeaderText() {}

    /** The last header of the name, or null. */
    public static Header last(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null || header.value().length > MAX ? null : header;
    }

    /** The last header's text, or null. It can be stored: UTF-8 has no surrogates, and U+0000 is replaced as what is no UTF-8 is. */
    public static String of(Headers headers, String name) {
        Header header = last(headers, name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8).replace('\0', '\ufffd');
    }
}
