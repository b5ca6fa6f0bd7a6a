package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void itsFormIsThatOfTheGoldenFile() {
        var letter =
                new DeadLetter(
                        "tokens must be an integer from 0 to 1000000000000",
                        "{\"tokens\":\"many\"}".getBytes(UTF_8));

        assertThat(letter.encode()).isEqualTo(Golden.bytes("dead-letter.json"));
    }

    @Test
    void aPayloadThatIsNotTextKeepsItsBytes() {
        var letter = new DeadLetter("payload is malformed JSON", new byte[] {-1, 0});

        assertThat(letter.encode()).isEqualTo(Golden.bytes("dead-letter-that-is-not-text.json"));
    }
}
