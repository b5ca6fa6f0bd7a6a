package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.queue.Stump;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final Instant AT = Instant.parse("2026-11-25T14:32:07.123456Z");

    @Test
    void itsFormIsThatOfTheGoldenFile() {
        var letter =
                new DeadLetter(
                        "tokens must be an integer from 0 to 1000000000000",
                        "{\"tokens\":\"many\"}".getBytes(UTF_8));

        assertThat(letter.encode(AT)).isEqualTo(Golden.bytes("dead-letter.json"));
    }

    @Test
    void ofAnElementThatIsTooLongTheBeginningIsKept() {
        var letter = DeadLetter.of(Stump.of(Stump.cut("x".repeat(2_000).getBytes(UTF_8))).get());

        assertThat(letter.encode(AT))
                .asString(UTF_8)
                .startsWith("{\"reason\":\"is too long: 2000 bytes, the first 1024 are kept\",")
                .contains("\"payload\":\"" + "x".repeat(1024) + "\",")
                .endsWith("\"bytes\":2000,\"sha1\":\"8e894dd1aef94637f347af568e934075a69d1b79\"}");
    }

    @Test
    void controlCharactersDoNotMakeALetterSixTimesAsLong() {
        assertThat(new DeadLetter("odd", new byte[10_000]).encode(AT)).hasSizeLessThan(14_000);
    }

    @Test
    void aPayloadThatIsNotTextKeepsItsBytes() {
        var letter = new DeadLetter("payload is malformed JSON", new byte[] {-1, 0});

        assertThat(letter.encode(AT)).isEqualTo(Golden.bytes("dead-letter-that-is-not-text.json"));
    }
}
