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

    /** The client, its published types and its tests; the pages need the types of what they import. */
    private static final List<String> SOURCES = List.of("client/", "public/", "client-tests/", "tsconfig.json");

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
              const sources = Object.keys(files).filter(name => name.startsWith('/web/') && name.endsWith('.ts'));
              return ts.getPreEmitDiagnostics(ts.createProgram(sources, options, host))
                .map(found => ts.formatDiagnostic(found, host));
            }
            """;

    @Test
    void theSourcesAreStrictlyTypedAndAsPublished() throws IOException {
        assertEquals(List.of(), diagnostics(CONTRACT));
    }

    @Test
    void aContractThatIsBrokenIsFound() throws IOException {
        List<?> found = diagnostics(CONTRACT + "export const wrong: number = source.newId;");

        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).toString().contains("contract.ts"), found.toString());
    }

    private List<?> diagnostics(String contract) throws IOException {
        Map<String, String> files = new HashMap<>();
        for (Path root : ROOTS) {
            read(root, files);
        }
        files.put("/web/contract.ts", contract);
        Page page = profile().tab().page();
        try (JarFile compiler = compiler()) {
            page.addScriptTag(new Page.AddScriptTagOptions().setContent(script(compiler)));
            libraries(compiler, files);
        }
        return (List<?>) page.evaluate(COMPILE, files);
    }

    private static void read(Path root, Map<String, String> files) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(path).toString().replace('\\', '/');
                if (SOURCES.stream().anyMatch(name::startsWith)) {
                    files.put("/web/" + name, Files.readString(path));
                }
            }
        }
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
