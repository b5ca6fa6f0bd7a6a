package io.flagmeter.api.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.TokenParts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportFormatTest {

    private static final Instant TIME = Instant.parse("2026-11-25T14:32:07.123Z");

    private static String lines(ExportFormat format, String id) {
        return new String(
                format.lines(List.of(new LoggedEvent(id, "t", "f", 7, TIME, null, false))), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "req-1 | req-1",
                "a,b | \"a,b\"",
                "say \"x\" | \"say \"\"x\"\"\"",
                "=1+1 | '=1+1",
                "=HYPERLINK(\"http://x\",\"y\") | \"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
                "+1 | '+1",
                "-abc | '-abc",
                "@SUM(A1) | '@SUM(A1)",
                "＝1 | '＝1",
                "'=1 | ''=1",
                "it's | it's",
                "a=b | a=b",
                "日本 | 日本"
            })
    void cellIsQuotedAndNoFormula(String id, String cell) {
        assertThat(lines(ExportFormat.CSV, id))
                .isEqualTo(cell + ",t,f,7,2026-11-25T14:32:07.123Z,,,,,,\r\n");
    }

    @Test
    void tenantsAndFeaturesAreNoFormulasEither() {
        var event = new LoggedEvent("id", "@t", "-f", 7, TIME, null, false);

        assertThat(new String(ExportFormat.CSV.lines(List.of(event)), UTF_8))
                .isEqualTo("id,'@t,'-f,7,2026-11-25T14:32:07.123Z,,,,,,\r\n");
    }

    @Test
    void lineOfJsonIsTheEventAsItCanBeSent() {
        assertThat(lines(ExportFormat.NDJSON, "=a\"b"))
                .isEqualTo(
                        """
                        {"id":"=a\\"b","tenant":"t","feature":"f","tokens":7,"timestamp":"2026-11-25T14:32:07.123Z"}
                        """);
    }

    @Test
    void partsAndVoidsAreTold() {
        var parts = new TokenParts(1, 0, 3, 2, 1);
        var event = List.of(new LoggedEvent("id", "t", "f", 7, TIME, parts, true));

        assertThat(new String(ExportFormat.CSV.head(), UTF_8))
                .isEqualTo(
                        "id,tenant,feature,tokens,timestamp,input,cachedInput,cacheWrite,output,reasoning,voided\r\n");
        assertThat(new String(ExportFormat.CSV.lines(event), UTF_8))
                .isEqualTo("id,t,f,7,2026-11-25T14:32:07.123Z,1,0,3,2,1,true\r\n");
        assertThat(new String(ExportFormat.NDJSON.lines(event), UTF_8))
                .contains(
                        "\"parts\":{\"input\":1,\"cachedInput\":0,\"cacheWrite\":3,\"output\":2,\"reasoning\":1},\"voided\":true}");
    }
}
