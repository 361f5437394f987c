package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** The TypeScript compiler, in the browser, on the browser's sources: they are strictly typed, and as published. */
@QuarkusTest
class TypesTest extends BrowserTest {

    private static final List<Path> ROOTS =
            List.of(Path.of("src/main/resources/web"), Path.of("src/test/resources/web"));

    private static final List<String> CLIENT = List.of("client/", "public/", "client-tests/", "tsconfig.json");
    private static final List<String> PAGES = List.of("pages/", "console/", "client/", "public/", "tsconfig.json");

    /** Where the Web Bundler put what the pages import, and whose types they need. */
    private static final Path MODULES = Path.of("target/node_modules");

    private static final List<String> IMPORTED = List.of(
            "lit",
            "lit-html",
            "lit-element",
            "@lit/reactive-element",
            "echarts",
            "zrender",
            "tslib",
            "@types/trusted-types");

    private static final String CONTRACT = """
            import * as source from './client/index';
            import * as published from './public/syncline/client';
            export const one: typeof published = source;
            export const other: typeof source = published;
            """;

    private static final String COMPILE = """
            files => {
              const options = {
                ...ts.convertCompilerOptionsFromJson(JSON.parse(files['/web/tsconfig.json']).compilerOptions, '/web').options,
                pathsBasePath: '/web',
              };
              const host = {
                getSourceFile: (name, target) => name in files ? ts.createSourceFile(name, files[name], target, true) : undefined,
                getDefaultLibFileName: given => '/lib/' + ts.getDefaultLibFileName(given),
                getDefaultLibLocation: () => '/lib',
                getCurrentDirectory: () => '/web',
                getCanonicalFileName: name => name,
                getNewLine: () => '\\n',
                useCaseSensitiveFileNames: () => true,
                fileExists: name => name in files,
                readFile: name => files[name],
                writeFile: () => {},
              };
              const sources = Object.keys(files).filter(name => name.startsWith('/web/') && name.endsWith('.ts') && !name.startsWith('/web/node_modules/'));
              const program = ts.createProgram(sources, options, host);
              // What others publish is theirs to check.
              return [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(),
                ...sources.map(name => program.getSourceFile(name))
                  .flatMap(source => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])]
                .map(found => ts.formatDiagnostic(found, host));
            }
            """;

    @Test
    void theSourcesAreStrictlyTypedAndAsPublished() throws IOException {
        assertEquals(List.of(), diagnostics(sources(CLIENT), CONTRACT));
    }

    @Test
    void thePagesAreStrictlyTyped() throws IOException {
        Map<String, String> files = sources(PAGES);
        for (String module : IMPORTED) {
            readTypes(module, files);
        }
        assertEquals(List.of(), diagnostics(files, "export {};"));
    }

    @Test
    void aContractThatIsBrokenIsFound() throws IOException {
        List<?> found = diagnostics(sources(CLIENT), CONTRACT + "export const wrong: number = source.newId;");

        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).toString().contains("contract.ts"), found.toString());
    }

    private static Map<String, String> sources(List<String> wanted) throws IOException {
        Map<String, String> files = new HashMap<>();
        for (Path root : ROOTS) {
            read(root, wanted, files);
        }
        return files;
    }

    private List<?> diagnostics(Map<String, String> files, String contract) throws IOException {
        files.put("/web/contract.ts", contract);
        Page page = profile().tab().page();
        try (JarFile compiler = compiler()) {
            page.addScriptTag(new Page.AddScriptTagOptions().setContent(script(compiler)));
            libraries(compiler, files);
        }
        return (List<?>) page.evaluate(COMPILE, files);
    }

    private static void read(Path root, List<String> wanted, Map<String, String> files) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(path).toString().replace('\\', '/');
                if (wanted.stream().anyMatch(name::startsWith)) {
                    files.put("/web/" + name, Files.readString(path));
                }
            }
        }
    }

    private static void readTypes(String module, Map<String, String> files) throws IOException {
        try (Stream<Path> paths = Files.walk(MODULES.resolve(module))) {
            for (Path path : paths.filter(TypesTest::isOfTypes).toList()) {
                String name = MODULES.relativize(path).toString().replace('\\', '/');
                files.put("/web/node_modules/" + name, Files.readString(path));
            }
        }
    }

    private static boolean isOfTypes(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".d.ts") || name.endsWith(".d.mts") || name.equals("package.json");
    }

    private static JarFile compiler() throws IOException {
        URL inside = TypesTest.class.getResource("/META-INF/maven/org.mvnpm/typescript/pom.properties");
        JarURLConnection connection = (JarURLConnection) inside.openConnection();
        return new JarFile(
                Path.of(java.net.URI.create(connection.getJarFileURL().toString()))
                        .toFile());
    }

    private static String script(JarFile compiler) throws IOException {
        String name = compiler.stream()
                .map(java.util.zip.ZipEntry::getName)
                .filter(entry -> entry.endsWith("/lib/typescript.js"))
                .findFirst()
                .orElseThrow();
        return text(compiler.getInputStream(compiler.getEntry(name)));
    }

    // What no page would load is packed within the artifact.
    private static void libraries(JarFile compiler, Map<String, String> files) throws IOException {
        try (TarArchiveInputStream packed = new TarArchiveInputStream(new GZIPInputStream(
                new BufferedInputStream(compiler.getInputStream(compiler.getEntry("META-INF/.more.tgz")))))) {
            for (TarArchiveEntry entry = packed.getNextTarEntry(); entry != null; entry = packed.getNextTarEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (name.startsWith("lib.") && name.endsWith(".d.ts")) {
                    files.put("/lib/" + name, new String(packed.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static String text(InputStream content) {
        try (content) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
