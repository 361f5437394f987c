package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.syncline.change.Json;
import dev.syncline.json.SingleQuoted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a resolver writes into is its own, and what it answers is held in the normal form. */
class CustomResolverTest {

    @Test
    void aResolverThatWritesIntoTheirsFalsifiesNothing() {
        Conflicts conflicts = custom(conflict -> {
            conflict.theirs().putAll(conflict.mine());
            Json.array(conflict.theirs().get("tags")).add("new");
            return CustomResolver.Resolution.of(conflict.theirs());
        });

        conflicts.check(
                "UPDATE {'a':1,'tags':[]}",
                "v3",
                "{'a':0,'tags':[]}",
                "live {'a':5,'b':5,'tags':['x']}",
                "later",
                "MERGED",
                "v6 live {'a':1,'b':5,'tags':['new']}",
                "theirs a=5, theirs tags=['x']");
    }

    @Test
    void aResolverThatGoesOnWritingReachesNothing() {
        ConflictResolver.Situation situation = Conflicts.of(Strategy.parse("custom:any"))
                .situation("PATCH {'o':{'x':1}}", "v3", "{'a':0}", "live {'a':5}", "later");
        Map<String, Object> patch = SingleQuoted.object("{'o':{'x':1}}");
        Map<String, Object> result = new LinkedHashMap<>(Map.of("a", 7L));
        ConflictResolver resolver = new ConflictResolver(Conflicts.NO_LIMIT, (name, conflict) -> {
            CustomResolver.Resolution resolution = CustomResolver.Resolution.of(result);
            Json.object(conflict.change().patch().get("o")).clear();
            conflict.base().clear();
            conflict.mine().clear();
            conflict.theirs().clear();
            result.clear();
            return resolution;
        });

        Decision decision = resolver.resolve(new ConflictResolver.Situation(
                situation.change(),
                situation.stamp(),
                situation.stored(),
                situation.base(),
                new EntityRules("note", Strategy.parse("custom:any"), Map.of()),
                Conflicts.NEW_RECORD_VERSION));

        assertEquals(patch, situation.change().patch());
        assertEquals(SingleQuoted.object("{'a':0}"), decision.conflict().base().data());
        assertEquals(
                SingleQuoted.object("{'a':0,'o':{'x':1}}"),
                decision.conflict().mine().data());
        assertEquals(
                SingleQuoted.object("{'a':5}"), decision.conflict().theirs().data());
        assertEquals(SingleQuoted.object("{'a':7}"), decision.written().state().data());
    }

    /** What is theirs but for the types of its numbers is theirs. */
    @Test
    void numbersOfAnyTypeAreThoseOfJson() {
        Map<String, Object> answer = new HashMap<>(
                Map.of("a", 5, "b", 5.0f, "c", new BigDecimal("0.50"), "d", List.of((short) 1, Map.of("e", (byte) 2))));
        answer.put("n", null);
        answer.put("big", BigInteger.TWO.pow(53).subtract(BigInteger.ONE));
        answer.put("none", new BigDecimal("0e400"));

        custom(conflict -> CustomResolver.Resolution.of(answer))
                .check(
                        "UPDATE {'a':1}",
                        "v3",
                        "{'a':0}",
                        "live {'a':5,'b':5,'c':0.5,'d':[1,{'e':2}],'n':null,'big':9007199254740991,'none':0}",
                        "later",
                        "SUPERSEDED",
                        "v5 stays",
                        "mine a=1");
    }

    @Test
    void whatIsNoJsonIsNoAnswer() {
        Map<String, Object> circle = new HashMap<>();
        circle.put("self", circle);
        Map<Object, Object> unnamed = new HashMap<>();
        unnamed.put(null, 1L);
        List.of(
                        Double.NaN,
                        Json.MAX_INTEGER + 1,
                        Long.MIN_VALUE,
                        BigInteger.TWO.pow(53),
                        BigInteger.TEN.pow(400).negate(),
                        new BigDecimal("9007199254740993"),
                        new BigDecimal("-9007199254740993.00"),
                        new BigDecimal("9.007199254740992e15"),
                        new BigDecimal("1e-400"),
                        'c',
                        new int[] {1},
                        circle,
                        unnamed)
                .forEach(value -> assertThrows(
                        IllegalArgumentException.class, () -> CustomResolver.Resolution.of(Map.of("a", value))));
        assertNull(CustomResolver.Resolution.delete().data());
    }

    private static Conflicts custom(CustomResolver resolver) {
        return new Conflicts(Strategy.parse("custom:any"), Map.of(), Conflicts.NO_LIMIT, resolver);
    }
}
