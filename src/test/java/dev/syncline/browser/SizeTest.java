package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The client stays small. */
@QuarkusTest
class SizeTest {

    private static final int MOST = 12 * 1024;
    private static final Pattern IMPORT = Pattern.compile("\\bimport\\b\\s*[\"'{(*]|\\bfrom\\s*[\"']");

    @Test
    void theClientIsBelowTwelveKibibytesMinifiedAndGzipped() throws IOException {
        byte[] script = Profile.read(
                BrowserTest.service().resolve("/syncline/client.js").toString());
        int size = gzipped(script);
        System.out.printf("the client: %,d bytes minified, %,d gzipped%n", script.length, size);
        assertTrue(size < MOST, size + " bytes");
        assertEquals(
                false,
                IMPORT.matcher(new String(script, StandardCharsets.UTF_8)).find(),
                "what it imports would count too, and it needs nothing else");
    }

    private static int gzipped(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(content);
        }
        return packed.size();
    }
}
