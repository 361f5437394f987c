package dev.syncline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.syncline.metrics.Meter;
import dev.syncline.settings.Settings;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the README to what is there, and its tables to what is declared; where one differs, the failure shows the right one to put there. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path SETTINGS = Path.of("src/main/java/dev/syncline/settings/Settings.java");

    private static final Path ROOMS = Path.of("src/main/java/dev/syncline");

    private static final String METERS_HEAD = "| metric | type | labels | unit | |";
    private static final String SETTINGS_HEAD = "| setting | default | |";
    private static final String ROOMS_HEAD = "| room | |";

    private static final Pattern INTERFACE = Pattern.compile("interface (\\w+) \\{");
    private static final Pattern DOCUMENTATION = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern DOCUMENTED = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\(\"[^\"]*\"\\))?\\s+)*[\\w<>, ]+\\s(\\w+)\\(\\);",
            Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
    private static final Pattern SENTENCE = Pattern.compile("(.*?)\\.(?=\\s|$).*");

    @Test
    void theTableOfMetricsIsWhatIsDeclared() throws IOException {
        String rows = Stream.of(Meter.values()).map(ReadmeTest::row).collect(Collectors.joining("\n"));
        assertTable(METERS_HEAD + "\n|---|---|---|---|---|\n" + rows);
    }

    @Test
    void theTableOfSettingsIsWhatIsDeclared() throws IOException {
        Map<String, String> texts = texts();
        Map<String, String> rows = new LinkedHashMap<>();
        collect(Settings.class, "syncline.", texts, rows);
        assertTable(SETTINGS_HEAD + "\n|---|---|---|\n" + String.join("\n", rows.values()));
    }

    @Test
    void theTableOfRoomsIsWhatTheySayOfThemselves() throws IOException {
        try (Stream<Path> files = Files.walk(ROOMS)) {
            String rows = files.filter(file -> file.endsWith("package-info.java"))
                    .sorted()
                    .map(ReadmeTest::room)
                    .collect(Collectors.joining("\n"));
            assertTable(ROOMS_HEAD + "\n|---|---|\n" + rows);
        }
    }

    private static String room(Path info) {
        try {
            Matcher documented = DOCUMENTATION.matcher(Files.readString(info));
            assertTrue(documented.find(), info.toString());
            return row("`" + info.getParent().getFileName() + "`", sentence(documented.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "deploy/README.md", "deploy/RUNBOOK.md", "deploy/PERFORMANCE.md"})
    void whatItShowsAndLinksToIsThere(Path document) throws IOException {
        List<String> missing = LINK.matcher(Files.readString(document))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .filter(link -> !Files.exists(document.resolveSibling(link)))
                .toList();
        assertEquals(List.of(), missing);
    }

    private static void assertTable(String right) throws IOException {
        String head = right.lines().findFirst().orElseThrow();
        String there = Files.readString(README)
                .lines()
                .dropWhile(line -> !line.equals(head))
                .takeWhile(line -> line.startsWith("|"))
                .collect(Collectors.joining("\n"));
        assertEquals(right, there, () -> README + " should have this table:\n\n" + right + "\n\n");
    }

    private static String row(Meter meter) {
        String labels = meter.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return row("`" + meter.prometheusName() + "`", meter.kind().label(), labels, meter.unit(), meter.description());
    }

    private static String row(String... cells) {
        return Stream.of(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
                .collect(Collectors.joining("", "|", ""));
    }

    private static void collect(Class<?> group, String prefix, Map<String, String> texts, Map<String, String> rows) {
        for (String name : declared(group, texts)) {
            Method setting = method(group, name);
            String key = prefix + name.replaceAll("([A-Z])", "-$1").toLowerCase();
            Type type = setting.getGenericReturnType();
            if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
                Type value = map.getActualTypeArguments()[1];
                if (value instanceof Class<?> nested && nested.isInterface()) {
                    collect(nested, key + ".<name>.", texts, rows);
                    continue;
                }
                key += ".<path>";
            } else if (setting.getReturnType().isInterface()) {
                collect(setting.getReturnType(), key + ".", texts, rows);
                continue;
            }
            WithDefault standard = setting.getAnnotation(WithDefault.class);
            rows.put(
                    key,
                    row(
                            "`" + key + "`",
                            standard == null ? "" : "`" + standard.value() + "`",
                            texts.get(group.getSimpleName() + "." + name)));
        }
    }

    /** In the order of the source, which reflection does not keep. */
    private static List<String> declared(Class<?> group, Map<String, String> texts) {
        String prefix = group.getSimpleName() + ".";
        List<String> names = texts.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
        List<String> all = Stream.of(group.getDeclaredMethods())
                .map(Method::getName)
                .sorted()
                .toList();
        assertEquals(all, names.stream().sorted().toList(), () -> "documented settings of " + group);
        return names;
    }

    private static Method method(Class<?> group, String name) {
        try {
            return group.getDeclaredMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first sentence of each setting's documentation, by interface and method. */
    private static Map<String, String> texts() throws IOException {
        String source = Files.readString(SETTINGS);
        Map<Integer, String> interfaces = new HashMap<>();
        INTERFACE.matcher(source).results().forEach(found -> interfaces.put(found.start(), found.group(1)));
        Map<String, String> texts = new LinkedHashMap<>();
        Matcher documented = DOCUMENTED.matcher(source);
        while (documented.find()) {
            int at = documented.start();
            String group = interfaces.entrySet().stream()
                    .filter(entry -> entry.getKey() < at)
                    .max(Map.Entry.comparingByKey())
                    .orElseThrow()
                    .getValue();
            texts.put(group + "." + documented.group(2), sentence(documented.group(1)));
        }
        return texts;
    }

    private static String sentence(String documentation) {
        String text = documentation
                .replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link (?:[\\w.]*\\.)?(\\w+)}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
        Matcher sentence = SENTENCE.matcher(text);
        return sentence.matches() ? sentence.group(1) : text;
    }
}
