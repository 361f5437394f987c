package dev.syncline.resolve;

import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three-way merge without its ancestor: swept, of another epoch, or of a version that the store does not know. */
class UnknownBaseTest {

    private static final Map<String, FieldType> FIELDS = Map.of(
            "tags", FieldType.SET,
            "high", FieldType.MAX,
            "low", FieldType.MIN,
            "count", FieldType.COUNTER,
            "body", FieldType.TEXT,
            "steps", FieldType.LIST,
            "o.tags", FieldType.SET);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', useHeadersInDisplayName = true, textBlock = """
            change                           | stored                            | clock   | outcome    | record                                    | lost
            # whole data: what is stored stays, the conflict keeps the rest
            UPDATE {'a':1}                   | live {'a':5}                      | later   | SUPERSEDED | v5 stays                                  | mine a=1
            UPDATE {'a':1}                   | live {'a':5}                      | earlier | SUPERSEDED | v5 stays                                  | mine a=1
            UPDATE {'a':5,'b':1}             | live {'a':5}                      | later   | SUPERSEDED | v5 stays                                  | mine b=1
            UPDATE {'a':5}                   | live {'a':5,'b':5}                | later   | MERGED     | v5 stays                                  |
            UPDATE {'a':5}                   | live {'a':5}                      | later   | APPLIED    | v6 live {'a':5}                           |
            UPDATE {'o':{'x':1}}             | live {'o':{'x':5,'y':5}}          | later   | SUPERSEDED | v5 stays                                  | mine o.x=1
            UPDATE {'count':1}               | live {'count':5}                  | later   | SUPERSEDED | v5 stays                                  | mine count=1
            UPDATE {'body':'a'}              | live {'body':'b'}                 | later   | SUPERSEDED | v5 stays                                  | mine body='a'
            UPDATE {'steps':['a']}           | live {'steps':['b']}              | later   | SUPERSEDED | v5 stays                                  | mine steps=['a']
            # but sets unite, max and min apply
            UPDATE {'tags':['a'],'b':5}      | live {'tags':['c'],'b':5}         | later   | MERGED     | v6 live {'tags':['c','a'],'b':5}          |
            UPDATE {'tags':['c']}            | live {'tags':['c','d']}           | later   | MERGED     | v5 stays                                  |
            UPDATE {'tags':['a'],'b':1}      | live {'tags':['c'],'b':5}         | later   | MERGED     | v6 live {'tags':['c','a'],'b':5}          | mine b=1
            UPDATE {'o':{'tags':['a']}}      | live {'o':{'tags':['c'],'x':5}}   | earlier | MERGED     | v6 live {'o':{'tags':['c','a'],'x':5}}    |
            UPDATE {'tags':'a'}              | live {'tags':['c']}               | later   | SUPERSEDED | v5 stays                                  | mine tags='a'
            UPDATE {'high':9}                | live {'high':5}                   | earlier | APPLIED    | v6 live {'high':9}                        |
            UPDATE {'high':1}                | live {'high':5}                   | later   | MERGED     | v5 stays                                  |
            UPDATE {'low':1}                 | live {'low':5}                    | earlier | APPLIED    | v6 live {'low':1}                         |
            UPDATE {'low':9}                 | live {'low':5}                    | later   | MERGED     | v5 stays                                  |
            # a merge patch touches its own fields only; what it overwrites is kept
            PATCH {'a':1}                    | live {'a':5,'b':5}                | earlier | MERGED     | v6 live {'a':1,'b':5}                     | theirs a=5
            PATCH {'a':null}                 | live {'a':5,'b':5}                | earlier | MERGED     | v6 live {'b':5}                           | theirs a=5
            PATCH {'a':null}                 | live {'b':5}                      | later   | MERGED     | v5 stays                                  |
            PATCH {'a':1}                    | live {'b':5}                      | earlier | MERGED     | v6 live {'b':5,'a':1}                     |
            PATCH {'a':5}                    | live {'a':5,'b':5}                | later   | MERGED     | v5 stays                                  |
            PATCH {'o':{'x':1}}              | live {'o':{'x':5,'y':5}}          | later   | MERGED     | v6 live {'o':{'x':1,'y':5}}               | theirs o.x=5
            PATCH {'o':{'x':1,'y':null}}     | live {'o':5}                      | later   | MERGED     | v6 live {'o':{'x':1}}                     | theirs o=5
            PATCH {'o':{'x':1}}              | live {}                           | later   | MERGED     | v6 live {'o':{'x':1}}                     |
            PATCH {'o':1}                    | live {'o':{'x':5}}                | later   | MERGED     | v6 live {'o':1}                           | theirs o={'x':5}
            PATCH {'tags':['a']}             | live {'tags':['c']}               | later   | MERGED     | v6 live {'tags':['c','a']}                |
            PATCH {'tags':['a']}             | live {'b':5}                      | later   | MERGED     | v6 live {'b':5,'tags':['a']}              |
            PATCH {'tags':null}              | live {'tags':['c']}               | later   | MERGED     | v6 live {}                                | theirs tags=['c']
            PATCH {'high':1}                 | live {'high':5}                   | later   | MERGED     | v5 stays                                  |
            PATCH {'high':9}                 | live {'high':5}                   | earlier | MERGED     | v6 live {'high':9}                        |
            PATCH {'count':1}                | live {'count':5}                  | later   | MERGED     | v6 live {'count':1}                       | theirs count=5
            # a tombstone: the edit survives, merged with its last live content
            UPDATE {'a':1}                   | deleted {'a':5}                   | later   | APPLIED    | v6 live {'a':1}                           | theirs a=5, theirs -record
            UPDATE {'a':1}                   | deleted {'a':5,'b':5}             | earlier | MERGED     | v6 live {'a':1,'b':5}                     | theirs a=5, theirs -record
            UPDATE {'b':1}                   | deleted {'a':5}                   | earlier | MERGED     | v6 live {'a':5,'b':1}                     | theirs -record
            UPDATE {'o':{'x':1}}             | deleted {'o':{'x':5,'y':5}}       | earlier | MERGED     | v6 live {'o':{'x':1,'y':5}}               | theirs o.x=5, theirs -record
            UPDATE {'tags':['a'],'high':1}   | deleted {'tags':['c'],'high':5}   | earlier | MERGED     | v6 live {'tags':['c','a'],'high':5}       | theirs -record
            UPDATE {'a':5}                   | deleted {'a':5}                   | earlier | APPLIED    | v6 live {'a':5}                           | theirs -record
            PATCH {'a':1}                    | deleted {'a':5,'b':5}             | earlier | MERGED     | v6 live {'a':1,'b':5}                     | theirs a=5, theirs -record
            # a CREATE has no ancestor to lose: the later stamp wins what differs
            CREATE {'a':1,'b':1}             | live {'a':5,'c':5}                | later   | MERGED     | v6 live {'a':1,'b':1,'c':5}               | theirs a=5
            CREATE {'a':1}                   | live {'a':5}                      | earlier | SUPERSEDED | v5 stays                                  | mine a=1
            CREATE {'tags':['a'],'high':1}   | live {'tags':['c'],'high':5}      | earlier | MERGED     | v6 live {'tags':['c','a'],'high':5}       |
            CREATE {'count':1}               | live {'count':5}                  | later   | APPLIED    | v6 live {'count':1}                       | theirs count=5
            CREATE {'count':5}               | live {'count':5,'b':5}            | earlier | MERGED     | v5 stays                                  |
            CREATE {'body':'a'}              | live {'body':'b'}                 | earlier | SUPERSEDED | v5 stays                                  | mine body='a'
            CREATE {'o':{'x':1}}             | live {'o':5}                      | later   | APPLIED    | v6 live {'o':{'x':1}}                     | theirs o=5
            # a DELETE cannot know what it would delete
            DELETE                           | live {'a':5}                      | later   | SUPERSEDED | v5 stays                                  | mine -record
            """)
    void whatNeedsNoAncestorMergesAndTheStoredValueStaysElsewhere(
            String change, String stored, String clock, String outcome, String record, String lost) {
        Conflicts conflicts = Conflicts.merging(FIELDS);
        String base = "{'a':0}";
        assertAll(Stream.of("v3", "v3 of another epoch", "v9", "after v3", "nothing")
                .map(madeOn -> () -> conflicts.check(
                        change, madeOn, madeOn.endsWith("v3") ? null : base, stored, clock, outcome, record, lost)));
    }
}
