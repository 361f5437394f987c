package dev.syncline.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.json.JsonReader;
import dev.syncline.problem.ProblemException;
import dev.syncline.store.DeadLetterFilter;
import dev.syncline.store.DeadLetterState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies of redrives. */
class RequestsTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                            | malformed",
                "{'data':{}} x                 | malformed",
                "{'data':                      | malformed",
                "{'type':'DELETE'}             | malformed",
                "{'dryRun':1}                  | malformed",
                "{'data':{},'data':{}}         | duplicate-key",
                "{'data':{'a':1,'a':2}}        | duplicate-key",
                "{'data':{'a':{'b':{'c':1}}}}  | too-deep",
                "{'data':{'a':9007199254740992}} | number-range",
                "{'data':{'a':'\\u0000'}}      | invalid-text",
            })
    void aRedriveHasNothingButItsMembersInStrictJson(String body, String code) {
        assertEquals(code, refused(() -> RedriveRequest.read(json(body), JsonReader.strict(2))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'rate':0}           | malformed",
                "{'rate':10001}       | malformed",
                "{'rate':1.5}         | malformed",
                "{'rate':'10'}        | malformed",
                "{'limit':0}          | malformed",
                "{'from':-1}          | malformed",
                "{'to':'yesterday'}   | malformed",
                "{'cause':['a']}      | malformed",
                "{'entity':true}      | malformed",
                "{'causes':'a'}       | malformed",
            })
    void aBulkRedriveRefusesWhatWouldMatchOtherThanMeant(String body, String code) {
        assertEquals(code, refused(() -> BulkRequest.read(json(body))));
    }

    @Test
    void noBodyIsAPlainRedrive() {
        RedriveRequest request = RedriveRequest.read(new byte[0], JsonReader.strict(2));
        assertFalse(request.edits());
        assertFalse(request.dryRun());
    }

    @Test
    void anEditReplacesTheContentAndNothingElse() {
        Change change = new Change(
                UUID.fromString("0198f7d2-1c00-7000-8000-000000000001"),
                ChangeType.UPDATE,
                "message",
                "m-1",
                null,
                Map.of("text", "old"),
                7L,
                5,
                null);
        RedriveRequest request = RedriveRequest.read(json("{'data':{'text':'new'}}"), JsonReader.strict(2));
        assertEquals(
                JsonReader.stored()
                        .read(json("{'id':'0198f7d2-1c00-7000-8000-000000000001','type':'UPDATE','entity':'message',"
                                + "'entityId':'m-1','data':{'text':'new'},'localVersion':7,'timestamp':5}")),
                request.edited(change));
    }

    @Test
    void aBulkRedriveOfEverythingTakesWhatFailedBeforeIt() {
        BulkRequest request = BulkRequest.read(null);
        assertEquals(100, request.rate());
        assertEquals(
                new DeadLetterFilter("acme", null, null, DeadLetterState.PENDING, null, NOW),
                request.filter("acme", NOW));
    }

    @ParameterizedTest
    @CsvSource({"999, 999", "1001, 1000"})
    void aBulkRedriveNeverMatchesWhatFailsAgain(long to, long until) {
        BulkRequest request = BulkRequest.read(json("{'cause':'crashed','from':1,'limit':5,'to':" + to + "}"));
        DeadLetterFilter filter = request.filter("acme", NOW);
        assertEquals(Instant.ofEpochMilli(until), filter.to());
        assertEquals(Instant.ofEpochMilli(1), filter.from());
        assertEquals("crashed", filter.cause());
        assertEquals(5, request.limit());
        assertNull(filter.entity());
    }

    private static String refused(Runnable reading) {
        return assertThrows(ProblemException.class, reading::run).code().code();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
