package dev.syncline.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which coding is chosen (RFC 9110, 12.5.3). */
class AcceptEncodingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                                   | GZIP",
                "x-gzip                                 | GZIP",
                "zstd                                   | ZSTD",
                "GZIP                                   | GZIP",
                "gzip, zstd                             | ZSTD",
                "gzip, deflate, br, zstd                | ZSTD",
                "gzip;q=0.8, zstd;q=0.8                 | ZSTD",
                "gzip;q=1.0, zstd;q=0.9                 | GZIP",
                "gzip ; Q=0.5 , zstd ; q=0.4            | GZIP",
                "gzip;q=0.001                           | GZIP",
                "gzip;q=0                               | IDENTITY",
                "gzip;q=0.000, zstd;q=0                 | IDENTITY",
                "gzip;q=0.5, identity                   | IDENTITY",
                "gzip;q=0.5, identity;q=0.5             | GZIP",
                "identity;q=0.5, *;q=0                  | IDENTITY",
                "identity;q=0                           | IDENTITY",
                "*                                      | ZSTD",
                "*, zstd;q=0                            | GZIP",
                "*;q=0.3, gzip;q=0.2                    | ZSTD",
                "*;q=0                                  | IDENTITY",
                "br, deflate                            | IDENTITY",
                "gzip;q=2                               | IDENTITY",
                "gzip;q=0.1234                          | IDENTITY",
                "gzip;q=                                | IDENTITY",
                "gzip;level=9                           | IDENTITY",
                ", ;, gzip;;q=1 , zstd                  | ZSTD",
                "''                                     | IDENTITY"
            })
    void theHeaviestAcceptableIsTakenAndZstdOnEqualTerms(String header, ContentCoding expected) {
        assertEquals(expected, AcceptEncoding.of(List.of(header)).best());
    }

    @Test
    void aRequestThatSaysNothingGetsNoCoding() {
        assertEquals(ContentCoding.IDENTITY, AcceptEncoding.of(List.of()).best());
    }

    @Test
    void linesAreOneList() {
        assertEquals(
                ContentCoding.GZIP,
                AcceptEncoding.of(List.of("zstd;q=0.2", "gzip;q=0.3")).best());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                    | true",
                "*;q=0.1                 | true",
                "identity;q=0, gzip      | false",
                "*;q=0, gzip             | false",
                "*;q=0, identity         | true"
            })
    void noCodingIsAcceptableUnlessItIsExcluded(String header, boolean taken) {
        assertEquals(taken, AcceptEncoding.of(List.of(header)).takesIdentity());
    }
}
