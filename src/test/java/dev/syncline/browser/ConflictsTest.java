package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two devices edit the same record, each without knowing of the other. */
@QuarkusTest
class ConflictsTest extends BrowserTest {

    private Profile annsProfile;
    private Device anns;
    private Device bobs;

    @BeforeEach
    void openBoth() {
        annsProfile = profile();
        anns = annsProfile.tab().open(tenant, "ann");
        bobs = device("bob");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            message | {"text":"a\\nb\\nc\\n","pinned":false} | {"text":"A\\nb\\nc\\n"} | {"text":"a\\nb\\nC\\n","pinned":true} | merged     | {"text":"A\\nb\\nC\\n","pinned":true}
            channel | {"name":"x","members":["ann"]}       | {"members":["ann","eve"]} | {"members":["bob","ann"]}     | merged     | {"name":"x","members":["ann","bob","eve"]}
            user    | {"name":"A","city":"x"}              | {"name":"B"}           | {"city":"y"}                     | superseded | {"name":"A","city":"y"}
            task    | {"title":"one"}                      | {"title":"short"}      | {"title":"a longer one"}         | superseded | {"title":"a longer one"}
            """)
    void eachStrategyDecidesAndBothDevicesEndWithTheSame(
            String entity, String base, String mine, String theirs, String event, String result) {
        String ids = "r-1";
        anns.run("await client.create(given[0], 'r-1', JSON.parse(given[1]))", new String[] {entity, base});
        anns.sync();
        bobs.sync();
        // Ann edits first, so that hers is the earlier stamp, and is heard last.
        annsProfile.setOffline(true);
        anns.run("await client.patch(given[0], 'r-1', JSON.parse(given[1]))", new String[] {entity, mine});
        bobs.run("await client.patch(given[0], 'r-1', JSON.parse(given[1]))", new String[] {entity, theirs});
        bobs.sync();

        annsProfile.setOffline(false);

        JsonNode told = anns.awaitTold(event);
        assertEquals(sorted(Calls.json(result.getBytes())), sorted(told.at("/0/data")));
        assertTrue(told.at("/0/ack").has("conflictId"));
        assertEquals(told.at("/0/data"), anns.shown(entity, ids));
        bobs.sync();
        assertEquals(anns.shown(entity, ids), bobs.shown(entity, ids));
    }

    @Test
    void anEditOutlivesADeletion() {
        anns.run("await client.create('message', 'm-1', {text: 'a', pinned: false})");
        anns.sync();
        bobs.sync();
        annsProfile.setOffline(true);
        anns.run("await client.patch('message', 'm-1', {pinned: true})");
        bobs.run("await client.delete('message', 'm-1')");
        bobs.sync();

        annsProfile.setOffline(false);

        anns.awaitState(Device::isAtRest);
        bobs.sync();
        assertEquals(
                "{\"text\":\"a\",\"pinned\":true}", bobs.shown("message", "m-1").toString());
        assertEquals(bobs.shown("message", "m-1"), anns.shown("message", "m-1"));
    }

    @Test
    void editsDuringASendChainAndDoNotConflictWithThemselves() {
        anns.run("await client.create('message', 'm-1', {text: 'one\\ntwo\\nthree\\n'})");
        anns.sync();
        bobs.sync();
        bobs.run("await client.patch('message', 'm-1', {text: 'ONE\\ntwo\\nthree\\n'})");
        bobs.sync();
        List<Route> held = new ArrayList<>();
        anns.page().route(Calls.PUSH, held::add);

        anns.run("await client.patch('message', 'm-1', {text: 'one\\ntwo\\nthree 1\\n'}); void client.syncNow()");
        anns.page().waitForCondition(() -> held.size() == 1);
        anns.run("await client.patch('message', 'm-1', {text: 'one\\ntwo\\nthree 2\\n'})");
        anns.run("await client.patch('message', 'm-1', {text: 'one\\ntwo\\nthree 3\\n'})");
        assertEquals(2, anns.state().get("queue").size());
        anns.page().unroute(Calls.PUSH);
        held.get(0).resume();

        anns.awaitState(Device::isAtRest);
        assertEquals(
                "ONE\ntwo\nthree 3\n", anns.shown("message", "m-1").get("text").asText());
        bobs.sync();
        assertEquals(anns.shown("message", "m-1"), bobs.shown("message", "m-1"));
    }

    @Test
    void nothingFlickersBetweenEditOutcomeAndFeed() {
        anns.run("await client.create('message', 'm-1', {text: 'a', pinned: false})");
        anns.sync();
        bobs.sync();
        bobs.run("await client.patch('message', 'm-1', {pinned: true})");
        bobs.sync();
        anns.run("""
                device.seen = [];
                client.subscribe('message', ([record]) => device.seen.push(record.data));
                await client.patch('message', 'm-1', {text: 'b'});
                await client.syncNow();
                await client.syncNow();
                """);

        assertEquals(
                "[{\"text\":\"a\",\"pinned\":false},{\"text\":\"b\",\"pinned\":false},{\"text\":\"b\",\"pinned\":true}]",
                anns.run("return device.seen.filter((data, index, all) =>"
                                + " JSON.stringify(data) !== JSON.stringify(all[index - 1]))")
                        .toString());
    }

    @Test
    void theAppsOwnMergeIsAskedForWhatWasNotSent() {
        Profile profile = profile();
        Device own = profile.tab();
        own.run("device.asked = []");
        String open = """
                await device.open({subject: 'ann', tenant: given, stream: false, onConflict: conflict => {
                  device.asked.push(conflict);
                  return {text: conflict.theirs.text + conflict.mine.text};
                }})
                """;
        own.run(open, tenant);
        own.run("await client.create('message', 'm-1', {text: 'a'})");
        own.sync();
        bobs.sync();
        profile.setOffline(true);
        own.run("await client.patch('message', 'm-1', {text: 'b'})");
        bobs.run("await client.patch('message', 'm-1', {text: 'c'})");
        bobs.sync();

        profile.setOffline(false);

        own.awaitState(Device::isAtRest);
        assertEquals("cb", own.shown("message", "m-1").get("text").asText());
        JsonNode asked = own.run("return device.asked");
        assertEquals(
                "[{\"entity\":\"message\",\"entityId\":\"m-1\",\"base\":{\"text\":\"a\"},\"mine\":{\"text\":\"b\"},"
                        + "\"theirs\":{\"text\":\"c\"}}]",
                asked.toString());
        assertEquals("APPLIED", last(own.told("ack")).at("/ack/outcome").asText());
    }

    @Test
    void twoWhoCountToTheSameHaveCountedTwice() {
        Profile profile = profile();
        Device own = profile.tab();
        own.run(
                "await device.open({subject: 'ann', tenant: given, stream: false, onConflict: () => undefined})",
                tenant);
        own.run("await client.create('note', 'n-1', {title: 'a', likes: 0})");
        own.sync();
        bobs.sync();
        profile.setOffline(true);
        own.run("await client.patch('note', 'n-1', {likes: 1})");
        bobs.run("await client.patch('note', 'n-1', {likes: 1})");
        bobs.sync();

        profile.setOffline(false);

        assertEquals(2, own.awaitTold("merged").at("/0/data/likes").asInt());
        bobs.sync();
        assertEquals(2, bobs.shown("note", "n-1").get("likes").asInt());
    }

    private static JsonNode last(JsonNode array) {
        return array.get(array.size() - 1);
    }

    // A set has no order.
    private static String sorted(JsonNode record) {
        List<String> members = new ArrayList<>();
        record.path("members").forEach(member -> members.add(member.asText()));
        members.sort(null);
        List<String> fields = new ArrayList<>();
        record.fields()
                .forEachRemaining(field -> fields.add(
                        field.getKey() + "=" + (field.getKey().equals("members") ? members : field.getValue())));
        fields.sort(null);
        return fields.toString();
    }
}
