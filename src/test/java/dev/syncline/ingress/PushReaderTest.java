package dev.syncline.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.change.Change;
import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.entities.EntityCatalog;
import dev.syncline.entities.SchemaCheck;
import dev.syncline.ingress.PushItem.Refused;
import dev.syncline.ingress.PushItem.Repeated;
import dev.syncline.ingress.PushItem.Valid;
import dev.syncline.problem.ProblemException;
import dev.syncline.settings.Settings;
import dev.syncline.settings.SettingsOf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushReaderTest {

    private static final Settings SETTINGS = SettingsOf.properties(
            "limits.change-size", "2K",
            "limits.changes-per-push", "100",
            "limits.json-depth", "4",
            "entities.note.schema", "{\"required\":[\"text\"]}");
    private static final PushReader READER = new PushReader(
            SETTINGS, new EntityCatalog(SETTINGS.entities(), resolver -> false), new SchemaCheck(SETTINGS));

    // Rows are written with ' for " so that they can be read.
    private static final String REST = "'entity':'message','entityId':'m-1','timestamp':5";
    private static final String GOOD = change(1, "'type':'DELETE'," + REST);

    @Test
    void readsWhatWasSentInItsOrder() {
        Push push = read("""
                {'epoch':'e1','changes':[
                  {'id':'0198F7D2-0B5C-7CC1-8B9D-00000000000A','type':'CREATE','entity':'message','entityId':'m-42',
                   'data':{'text':'hi','n':1.0},'localVersion':0,'timestamp':1760000000000},
                  {'id':'0198f7d2-0b5c-7cc1-8b9d-00000000000b','type':'UPDATE','entity':'user','entityId':'a:b~c.d_e-f',
                   'data':null,'patch':{'x':null},'localVersion':null,'timestamp':0,
                   'after':'0198f7d2-0b5c-7cc1-8b9d-00000000000A'}],
                 'sentAt':17,'clientId':'phone'}""");
        assertEquals("phone", push.clientId());
        assertEquals(17L, push.sentAt());
        assertEquals("e1", push.epoch());
        UUID first = UUID.fromString("0198f7d2-0b5c-7cc1-8b9d-00000000000a");
        assertEquals(
                new Change(
                        first,
                        ChangeType.CREATE,
                        "message",
                        "m-42",
                        Map.of("text", "hi", "n", 1L),
                        null,
                        0L,
                        1760000000000L,
                        null),
                valid(push, 0).change());
        Change second = valid(push, 1).change();
        assertNull(second.data());
        assertTrue(second.patch().containsKey("x"));
        assertNull(second.localVersion());
        assertEquals(first, second.after());
    }

    @Test
    void sentAtAndEpochMayBeLeftOut() {
        Push push = read("{'clientId':'c','changes':[" + GOOD + "]}");
        assertNull(push.sentAt());
        assertNull(push.epoch());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INVALID_CHANGE    | 7",
                "INVALID_CHANGE    | [[[[[[[[[[1]]]]]]]]]]",
                "INVALID_CHANGE    | null",
                "INVALID_ID        | {REST,'type':'DELETE'}",
                "INVALID_ID        | {REST,'type':'DELETE','id':null}",
                "INVALID_ID        | {REST,'type':'DELETE','id':7}",
                "INVALID_ID        | {REST,'type':'DELETE','id':'1-1-1-1-1'}",
                "INVALID_ID        | {REST,'type':'DELETE','id':'0198f7d20b5c7cc18b9d00000000000a'}",
                "INVALID_ID        | {REST,'type':'DELETE','id':'0198f7d2-0b5c-7cc1-8b9d-00000000000g'}",
                "INVALID_ID        | {REST,'type':'DELETE','id':'{0198f7d2-0b5c-7cc1-8b9d-0000000000}'}",
                "INVALID_TYPE      | {ID,REST}",
                "INVALID_TYPE      | {ID,REST,'type':'delete'}",
                "UNKNOWN_ENTITY    | {ID,'type':'DELETE','entity':'thing','entityId':'m','timestamp':5}",
                "UNKNOWN_ENTITY    | {ID,'type':'DELETE','entityId':'m','timestamp':5}",
                "INVALID_ENTITY_ID | {ID,'type':'DELETE','entity':'user','timestamp':5}",
                "INVALID_ENTITY_ID | {ID,'type':'DELETE','entity':'user','entityId':'','timestamp':5}",
                "INVALID_ENTITY_ID | {ID,'type':'DELETE','entity':'user','entityId':'..','timestamp':5}",
                "INVALID_ENTITY_ID | {ID,'type':'DELETE','entity':'user','entityId':'a/b','timestamp':5}",
                "INVALID_ENTITY_ID | {ID,'type':'DELETE','entity':'user','entityId':'ä','timestamp':5}",
                "INVALID_ENTITY_ID | {ID,'type':'DELETE','entity':'user','entityId':7,'timestamp':5}",
                "INVALID_DATA      | {ID,REST,'type':'CREATE'}",
                "INVALID_DATA      | {ID,REST,'type':'CREATE','data':null}",
                "INVALID_DATA      | {ID,REST,'type':'CREATE','data':[]}",
                "INVALID_DATA      | {ID,REST,'type':'CREATE','data':{},'patch':{}}",
                "INVALID_DATA      | {ID,REST,'type':'UPDATE'}",
                "INVALID_DATA      | {ID,REST,'type':'UPDATE','data':{},'patch':{}}",
                "INVALID_DATA      | {ID,REST,'type':'UPDATE','data':{},'patch':1}",
                "INVALID_DATA      | {ID,REST,'type':'UPDATE','patch':'x'}",
                "INVALID_DATA      | {ID,REST,'type':'DELETE','data':{}}",
                "INVALID_DATA      | {ID,REST,'type':'DELETE','patch':{}}",
                "INVALID_VERSION   | {ID,REST,'type':'DELETE','localVersion':-1}",
                "INVALID_VERSION   | {ID,REST,'type':'DELETE','localVersion':1.5}",
                "INVALID_VERSION   | {ID,REST,'type':'DELETE','localVersion':'1'}",
                "INVALID_VERSION   | {ID,REST,'type':'DELETE','localVersion':9007199254740992}",
                "INVALID_VERSION   | {ID,REST,'type':'DELETE','localVersion':1e999}",
                "INVALID_TIMESTAMP | {ID,'type':'DELETE','entity':'user','entityId':'u'}",
                "INVALID_TIMESTAMP | {ID,'type':'DELETE','entity':'user','entityId':'u','timestamp':-1}",
                "INVALID_TIMESTAMP | {ID,'type':'DELETE','entity':'user','entityId':'u','timestamp':8640000000000001}",
                "INVALID_TIMESTAMP | {ID,'type':'DELETE','entity':'user','entityId':'u','timestamp':99999999999999999}",
                "INVALID_AFTER     | {ID,REST,'type':'DELETE','after':'x'}",
                "INVALID_AFTER     | {ID,REST,'type':'DELETE','after':'00000000-0000-0000-0000-0000000000AB'}",
                "NUMBER_RANGE      | {ID,REST,'type':'CREATE','data':{'n':1e999}}",
                "NUMBER_RANGE      | {ID,REST,'type':'DELETE','ignored':[9007199254740992]}",
                "INVALID_TEXT      | {ID,REST,'type':'CREATE','data':{'t':'\\u0000'}}",
                "INVALID_TEXT      | {ID,REST,'type':'DELETE','\\ud800':1}",
                "DUPLICATE_KEY     | {ID,REST,'type':'CREATE','data':{'t':1,'t':1}}",
                "DUPLICATE_KEY     | {ID,REST,'type':'DELETE','type':'DELETE'}",
                "DUPLICATE_KEY     | {ID,REST,'type':'DELETE','x':1,'x':1}",
                "TOO_DEEP          | {ID,REST,'type':'CREATE','data':{'a':[[[[]]]]}}",
                "TOO_DEEP          | {ID,REST,'type':'DELETE','ignored':[[[[[]]]]]}",
                "DUPLICATE_KEY     | {'id':7,'data':{'t':1,'t':1},'patch':{'n':1e999}}",
                "INVALID_ID        | {'type':'x','timestamp':-1}",
                "SCHEMA_VIOLATION  | {ID,'type':'CREATE','entity':'note','entityId':'n','timestamp':5,'data':{}}",
            })
    void aBrokenChangeIsRefusedAndHarmsNoNeighbour(ErrorCode code, String change) {
        String sent = change.replace("REST", REST).replace("ID,", "'id':'00000000-0000-0000-0000-0000000000ab',");
        Push push = push(GOOD, sent, change(3, "'type':'DELETE'," + REST));
        assertEquals(code, assertInstanceOf(Refused.class, push.items().get(1)).code());
        assertEquals(id(1), valid(push, 0).change().id());
        assertEquals(id(3), valid(push, 2).change().id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'CREATE','data':{}",
                "'type':'CREATE','data':{},'patch':null",
                "'type':'CREATE','data':{'a':[[[]]]}",
                "'type':'UPDATE','data':{},'patch':null",
                "'type':'UPDATE','patch':{}",
                "'type':'DELETE','data':null",
                "'type':'DELETE','localVersion':9007199254740991",
                "'type':'DELETE','localVersion':1e1",
                "'type':'DELETE','after':null",
                "'type':'DELETE','later':{'versions':['may','add']}",
            })
    void takesEveryDocumentedForm(String members) {
        assertInstanceOf(
                Valid.class, push(change(1, members + "," + REST)).items().get(0));
    }

    @Test
    void aPatchIsNotHeldAgainstTheSchema() {
        String patch = change(1, "'type':'UPDATE','entity':'note','entityId':'n','timestamp':5,'patch':{}");
        assertInstanceOf(Valid.class, push(patch).items().get(0));
    }

    @Test
    void aChangesSizeIsThatOfItsOwnJson() {
        String exact = padded(2048);
        assertEquals(2048, valid(push(" \n" + exact + " ", GOOD), 0).size());
        Push over = push(padded(2049), GOOD);
        assertEquals(ErrorCode.CHANGE_TOO_LARGE, refused(over, 0).code());
        assertEquals(id(2).toString(), refused(over, 0).id());
        assertInstanceOf(Valid.class, over.items().get(1));
    }

    @Test
    void aBombOfValuesOrDepthHarmsNobody() {
        String values = "[" + "[],".repeat(500_000) + "0]";
        String depth = "[".repeat(90_000) + "]".repeat(90_000);
        Push push = push(
                change(1, "'type':'CREATE','data':{'x':" + values + "}," + REST),
                change(2, "'type':'DELETE','x':" + depth + "," + REST),
                change(3, "'type':'DELETE'," + REST));
        assertEquals(ErrorCode.CHANGE_TOO_LARGE, refused(push, 0).code());
        assertEquals(ErrorCode.TOO_DEEP, refused(push, 1).code());
        assertEquals(id(2).toString(), refused(push, 1).id());
        assertInstanceOf(Valid.class, push.items().get(2));
    }

    @Test
    void nestingWithoutEndRefusesTheWholePush() {
        assertProblem(ErrorCode.TOO_DEEP, "{'clientId':'c','changes':[{'data':" + "[".repeat(1_000_000));
    }

    @Test
    void anIdIsEchoedAsItWasSentIfItIsASensibleText() {
        Push push = push("{'id':'X'}", "{'id':7}", "{'id':'" + "x".repeat(201) + "'}", "{}");
        assertEquals("X", refused(push, 0).id());
        assertNull(refused(push, 1).id());
        assertNull(refused(push, 2).id());
        assertNull(refused(push, 3).id());
    }

    @Test
    void theSameChangeTwiceIsOneChange() {
        String once = change(1, "'type':'CREATE','data':{'a':1,'b':2}," + REST);
        String reordered = change(1, REST + ",'data':{'b':2.0,'a':1},'type':'CREATE'");
        Push push = push(once, reordered, once);
        assertInstanceOf(Valid.class, push.items().get(0));
        assertInstanceOf(Repeated.class, push.items().get(1));
        assertInstanceOf(Repeated.class, push.items().get(2));
    }

    @Test
    void anIdWithOtherContentIsReused() {
        String first = change(1, "'type':'CREATE','data':{'a':1}," + REST);
        String other = change(1, "'type':'CREATE','data':{'a':2}," + REST);
        Push push = push(first, other, first);
        assertInstanceOf(Valid.class, push.items().get(0));
        assertEquals(ErrorCode.ID_REUSED, refused(push, 1).code());
        assertInstanceOf(Repeated.class, push.items().get(2));
    }

    @Test
    void theIdOfARefusedChangeIsReusedToo() {
        Push push = push(change(1, "'type':'CREATE'," + REST), change(1, "'type':'CREATE','data':{}," + REST));
        assertEquals(ErrorCode.INVALID_DATA, refused(push, 0).code());
        assertEquals(ErrorCode.ID_REUSED, refused(push, 1).code());
    }

    @Test
    void whatBuildsOnARefusedChangeIsRefusedInWhateverOrder() {
        Push push = push(
                change(4, "'type':'DELETE','after':'" + id(3) + "'," + REST),
                change(1, "'type':'CREATE'," + REST),
                change(2, "'type':'DELETE','after':'" + id(1) + "'," + REST),
                change(3, "'type':'DELETE','after':'" + id(2) + "'," + REST),
                change(3, "'type':'DELETE','after':'" + id(2) + "'," + REST),
                change(5, "'type':'DELETE','after':'" + id(9) + "'," + REST));
        assertEquals(
                List.of(
                        ErrorCode.PREDECESSOR_REJECTED,
                        ErrorCode.INVALID_DATA,
                        ErrorCode.PREDECESSOR_REJECTED,
                        ErrorCode.PREDECESSOR_REJECTED,
                        ErrorCode.PREDECESSOR_REJECTED),
                IntStream.range(0, 5)
                        .mapToObj(index -> refused(push, index).code())
                        .toList());
        assertInstanceOf(Valid.class, push.items().get(5));
    }

    @Test
    void whatBuildsOnAForbiddenChangeIsRefusedInWhateverOrder() {
        Push push = read(
                "{'clientId':'c','changes':["
                        + String.join(
                                ",",
                                change(3, "'type':'DELETE','after':'" + id(2) + "'," + REST),
                                change(2, "'type':'DELETE','after':'" + id(1) + "'," + REST),
                                change(1, "'type':'DELETE'," + REST),
                                change(1, "'type':'DELETE'," + REST),
                                change(1, "'type':'CREATE','data':{}," + REST),
                                change(4, "'type':'DELETE'," + REST))
                        + "]}",
                change -> !change.id().equals(id(1)));
        assertEquals(
                List.of(
                        ErrorCode.PREDECESSOR_REJECTED,
                        ErrorCode.PREDECESSOR_REJECTED,
                        ErrorCode.FORBIDDEN,
                        ErrorCode.FORBIDDEN,
                        ErrorCode.ID_REUSED),
                IntStream.range(0, 5)
                        .mapToObj(index -> refused(push, index).code())
                        .toList());
        assertInstanceOf(Valid.class, push.items().get(5));
    }

    @Test
    void aReusedIdDoesNotHarmWhatBuildsOnItsFirstUse() {
        Push push = push(
                change(1, "'type':'CREATE','data':{}," + REST),
                change(1, "'type':'CREATE'," + REST),
                change(2, "'type':'DELETE','after':'" + id(1) + "'," + REST));
        assertInstanceOf(Valid.class, push.items().get(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{'clientId':'c'}",
                "{'clientId':'c','changes':null}",
                "{'clientId':'c','changes':{}}",
                "{'clientId':'c','changes':[]}",
                "{'changes':[GOOD]}",
                "{'clientId':null,'changes':[GOOD]}",
                "{'clientId':'','changes':[GOOD]}",
                "{'clientId':7,'changes':[GOOD]}",
                "{'clientId':'a\\nb','changes':[GOOD]}",
                "{'clientId':'a\\u0085b','changes':[GOOD]}",
                "{'clientId':'a\\u0000b','changes':[GOOD]}",
                "{'clientId':'c','clientId':'c','changes':[GOOD]}",
                "{'clientId':'c','changes':[GOOD],'changes':[GOOD]}",
                "{'clientId':'c','sentAt':'1','changes':[GOOD]}",
                "{'clientId':'c','sentAt':1.5,'changes':[GOOD]}",
                "{'clientId':'c','sentAt':1e999,'changes':[GOOD]}",
                "{'clientId':'c','sentAt':-1,'changes':[GOOD]}",
                "{'clientId':'c','sentAt':8640000000000001,'changes':[GOOD]}",
                "{'clientId':'c','epoch':1,'changes':[GOOD]}",
                "{'clientId':'c','x':{'a':1,'a':1},'changes':[GOOD]}",
                "{'clientId':'c','\\u0000':1,'changes':[GOOD]}",
                "{'clientId':'c','changes':[GOOD]",
                "{'clientId':'c','changes':[GOOD]} {}",
                "{'clientId':'c','changes':[GOOD,]}",
            })
    void aMalformedPushIsRefusedAsAWhole(String text) {
        assertProblem(ErrorCode.MALFORMED, text.replace("GOOD", GOOD));
    }

    @ParameterizedTest
    @CsvSource({"200, true", "201, false"})
    void anEpochHasABoundedLength(int length, boolean fits) {
        String text = "{'clientId':'c','epoch':'" + "e".repeat(length) + "','changes':[" + GOOD + "]}";
        if (fits) {
            assertEquals(length, read(text).epoch().length());
        } else {
            assertProblem(ErrorCode.MALFORMED, text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'type':'CREATE','data'", "'type':'UPDATE','patch'"})
    void whatIsTooLargeOnceItsNumbersAreWrittenOutIsRefused(String content) {
        String numbers = "1e15" + ",1e15".repeat(199);
        Push push = push(change(1, content + ":{'n':[" + numbers + "]}," + REST));

        assertEquals(ErrorCode.CHANGE_TOO_LARGE, refused(push, 0).code());
    }

    @ParameterizedTest
    @CsvSource({"200, true", "201, false"})
    void aClientIdHasABoundedLength(int length, boolean fits) {
        String text = "{'clientId':'" + "é".repeat(length) + "','changes':[" + GOOD + "]}";
        if (fits) {
            assertEquals(length, read(text).clientId().length());
        } else {
            assertProblem(ErrorCode.MALFORMED, text);
        }
    }

    @Test
    void tooManyChangesEndThePushAtOnce() {
        String hundred = IntStream.range(0, 100).mapToObj(index -> GOOD).collect(Collectors.joining(","));
        assertEquals(100, push(hundred).items().size());
        assertProblem(ErrorCode.TOO_MANY_CHANGES, "{'clientId':'c','changes':[" + hundred + ",{ not even JSON");
    }

    @Test
    void unknownMembersOfAPushAreIgnored() {
        assertEquals(
                1,
                read("{'v':{'x':[1]},'clientId':'c','changes':[" + GOOD + "]}")
                        .items()
                        .size());
    }

    private static void assertProblem(ErrorCode code, String text) {
        assertEquals(
                code, assertThrows(ProblemException.class, () -> read(text)).code());
    }

    private static Push push(String... changes) {
        return read("{'clientId':'c','changes':[" + String.join(",", changes) + "]}");
    }

    private static Push read(String text) {
        return read(text, change -> true);
    }

    private static Push read(String text, Predicate<Change> allowed) {
        return READER.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), allowed);
    }

    private static Valid valid(Push push, int index) {
        return assertInstanceOf(Valid.class, push.items().get(index));
    }

    private static Refused refused(Push push, int index) {
        return assertInstanceOf(Refused.class, push.items().get(index));
    }

    private static String change(int number, String members) {
        return "{'id':'" + id(number) + "'," + members + "}";
    }

    private static String padded(int size) {
        String empty = change(2, "'type':'CREATE','data':{'t':''}," + REST);
        return change(2, "'type':'CREATE','data':{'t':'" + "x".repeat(size - empty.length()) + "'}," + REST);
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }
}
