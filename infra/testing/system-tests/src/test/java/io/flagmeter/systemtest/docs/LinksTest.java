package io.flagmeter.systemtest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between our own pages and to our own files lead somewhere. */
class LinksTest {

    private static final Path ROOT = Path.of("../../..");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern NOT_IN_AN_ANCHOR = Pattern.compile("[^\\p{L}\\p{N}_\\- ]");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("RATIONALE.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndAHeading(Path page) throws IOException {
        List<String> links =
                LINK.matcher(Files.readString(page)).results().map(LinksTest::target).toList();

        assertThat(links.stream().filter(link -> !link.contains("://")))
                .allSatisfy(link -> assertLeadsSomewhere(page, link));
    }

    private static String target(MatchResult link) {
        return link.group(1);
    }

    private static void assertLeadsSomewhere(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        assertThat(file).exists();
        if (parts.length == 2) {
            assertThat(anchors(file)).contains(parts[1]);
        }
    }

    /** As GitHub makes them: lower case, no punctuation, hyphens for blanks. */
    private static List<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> NOT_IN_AN_ANCHOR.matcher(heading).replaceAll("").replace(' ', '-'))
                .toList();
    }
}
