package dev.syncline.service;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the runbook has somebody ask the database, in a hurry, can be asked of its tables as they are. */
@QuarkusTest
class RunbookTest {

    private static final Pattern SQL = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    @Inject
    Database database;

    @Test
    void everyStatementFitsTheTables() throws IOException {
        List<String> statements = SQL.matcher(Files.readString(Path.of("deploy", "RUNBOOK.md")))
                .results()
                .flatMap(block -> Stream.of(block.group(1).split(";")))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
        assertTrue(statements.size() >= 5, statements.toString());
        statements.forEach(statement -> assertDoesNotThrow(() -> database.texts("explain " + statement), statement));
    }
}
