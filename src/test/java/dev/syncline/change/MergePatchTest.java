package dev.syncline.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.json.JsonTrees;
import dev.syncline.json.SingleQuoted;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

    /** The examples of RFC 7396, appendix A, whose target and patch are objects. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            target              | patch                          | result
            {'a':'b'}           | {'a':'c'}                      | {'a':'c'}
            {'a':'b'}           | {'b':'c'}                      | {'a':'b','b':'c'}
            {'a':'b'}           | {'a':null}                     | {}
            {'a':'b','b':'c'}   | {'a':null}                     | {'b':'c'}
            {'a':['b']}         | {'a':'c'}                      | {'a':'c'}
            {'a':'c'}           | {'a':['b']}                    | {'a':['b']}
            {'a':{'b':'c'}}     | {'a':{'b':'d','c':null}}       | {'a':{'b':'d'}}
            {'a':[{'b':'c'}]}   | {'a':[1]}                      | {'a':[1]}
            {'e':null}          | {'a':1}                        | {'e':null,'a':1}
            {}                  | {'a':{'bb':{'ccc':null}}}      | {'a':{'bb':{}}}
            """)
    void appliesAsTheStandardSays(String target, String patch, String result) {
        assertEquals(
                SingleQuoted.object(result), MergePatch.apply(SingleQuoted.object(target), SingleQuoted.object(patch)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            from                  | to                       | patch
            {'a':1}               | {'a':1}                  | {}
            {'a':1}               | {'a':2}                  | {'a':2}
            {'a':1}               | {}                       | {'a':null}
            {'a':null}            | {}                       | {'a':null}
            {}                    | {'a':{}}                 | {'a':{}}
            {'a':1}               | {'a':{'b':1}}            | {'a':{'b':1}}
            {'a':{'b':1,'c':1}}   | {'a':{'b':1}}            | {'a':{'c':null}}
            {'a':{'b':1}}         | {'a':{}}                 | {'a':{'b':null}}
            {'a':{'b':1}}         | {'a':[1]}                | {'a':[1]}
            {'a':[1,2]}           | {'a':[1,null]}           | {'a':[1,null]}
            # a null that stays is no hindrance, one that comes is
            {'a':null}            | {'a':null,'b':1}         | {'b':1}
            {'a':{'b':null}}      | {'a':{'b':null,'c':1}}   | {'a':{'c':1}}
            {'a':1}               | {'a':null}               | -
            {}                    | {'a':null}               | -
            {}                    | {'a':{'b':null}}         | -
            {'a':[1]}             | {'a':{'b':null}}         | -
            """)
    void findsTheSmallestPatchBetweenTwoObjects(String from, String to, String patch) {
        assertEquals(
                patch.equals("-") ? Optional.empty() : Optional.of(SingleQuoted.object(patch)),
                MergePatch.between(SingleQuoted.object(from), SingleQuoted.object(to)));
    }

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void applyingWhatIsBetweenLeadsThere(@ForAll Map<String, Object> from, @ForAll Map<String, Object> to) {
        Optional<Map<String, Object>> patch = MergePatch.between(from, to);
        assertEquals(!bringsNull(from, to), patch.isPresent(), "there is a patch unless it had to set a null");
        patch.ifPresent(found -> assertEquals(to, MergePatch.apply(from, found)));
    }

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void diffingWhatAPatchDidGivesAPatchThatDoesTheSame(
            @ForAll Map<String, Object> target, @ForAll Map<String, Object> patch) {
        Map<String, Object> result = MergePatch.apply(target, patch);
        assertEquals(
                Optional.of(result),
                MergePatch.between(target, result).map(found -> MergePatch.apply(target, found)),
                "a patch brings no null, so there is always one between");
        assertEquals(result, MergePatch.apply(result, patch), "and doing it twice changes nothing");
    }

    @Property(tries = 200)
    @Domain(JsonTrees.class)
    void aPatchOfAnEqualObjectIsEmpty(@ForAll Map<String, Object> object) {
        Assume.that(!object.isEmpty());
        assertEquals(Optional.of(Map.of()), MergePatch.between(object, object));
        assertEquals(object, MergePatch.apply(object, Map.of()));
    }

    private static boolean bringsNull(Map<String, Object> from, Map<String, Object> to) {
        return to.entrySet().stream().anyMatch(entry -> {
            Object was = from.get(entry.getKey());
            boolean same = from.containsKey(entry.getKey()) && Objects.equals(was, entry.getValue());
            return !same
                    && (entry.getValue() == null
                            || entry.getValue() instanceof Map
                                    && bringsNull(
                                            was instanceof Map ? Json.object(was) : Map.of(),
                                            Json.object(entry.getValue())));
        });
    }
}
