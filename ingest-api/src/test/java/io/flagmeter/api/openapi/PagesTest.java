package io.flagmeter.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The operations that our pages name are those that the API's description has. */
@QuarkusTest
class PagesTest {

    private static final Path ROOT = Path.of("..");

    /** What Quarkus serves, on every service. */
    private static final Set<String> OF_QUARKUS =
            Set.of("/q/health", "/q/health/live", "/q/health/ready", "/q/metrics", "/q/openapi");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * {@code GET /tenants}, {@code GET}, {@code /alerts/{id}} or, after another one, {@code
     * …/{id}}.
     */
    private static final Pattern NAMED =
            Pattern.compile("(GET|POST|PUT|PATCH|DELETE)?(?: ?([/…][^\\s?]*)\\S*)?(?: .*)?");

    /** An operation that a page names; without a method, all of the path. */
    private record Named(Path page, @Nullable String method, String path) {

        boolean is(String operation) {
            String[] words = operation.split(" ");
            return (method == null || method.toLowerCase(Locale.ROOT).equals(words[0]))
                    && path.matches(
                            words[1].replaceAll("\\{(tenant|name)}", ".+")
                                    .replaceAll("\\{[^}]*}", "[^/]+"));
        }
    }

    @Test
    void everyOperationThatAPageNamesIsThere() throws IOException {
        Set<String> operations = new ApiDescription().operations().keySet();

        assertThat(named().stream().filter(named -> named.method() != null))
                .hasSizeGreaterThan(20)
                .allMatch(
                        named ->
                                OF_QUARKUS.contains(named.path())
                                        || operations.stream().anyMatch(named::is));
    }

    @Test
    void everyOperationIsNamedOnAPage() throws IOException {
        List<Named> named = named();

        assertThat(new ApiDescription().operations().keySet())
                .allMatch(operation -> named.stream().anyMatch(one -> one.is(operation)));
    }

    private static List<Named> named() throws IOException {
        var named = new ArrayList<Named>();
        for (Path page : pages()) {
            for (String line : Files.readAllLines(page)) {
                collect(page, line, named);
            }
        }
        return named;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /** Methods wait for the path that follows; … stands for the last path that was written out. */
    private static void collect(Path page, String line, List<Named> found) {
        var methods = new LinkedHashSet<String>();
        String whole = "";
        for (Matcher code = CODE.matcher(line); code.find(); ) {
            Matcher operation = NAMED.matcher(code.group(1));
            if (!operation.matches()) {
                methods.clear();
                continue;
            }
            String method = operation.group(1);
            String path = operation.group(2);
            if (method != null) {
                methods.add(method);
            }
            if (path == null) {
                continue;
            }
            if (path.startsWith("/")) {
                whole = path;
            } else if (whole.isEmpty()) {
                continue;
            }
            String full = path.startsWith("…") ? whole + path.substring(1) : path;
            if (methods.isEmpty()) {
                found.add(new Named(page, null, full));
            }
            methods.forEach(one -> found.add(new Named(page, one, full)));
            methods.clear();
        }
    }
}
