package io.flagmeter.model.event;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.queue.BoundedRead;
import io.flagmeter.model.queue.Stump;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredLetterTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"é\\u0000\"}", "not \"json\"", "", "😀"})
    void payloadComesBackAsItWas(String payload) {
        byte[] letter = new DeadLetter("broken", payload.getBytes(UTF_8)).encode(Instant.EPOCH);

        assertThat(StoredLetter.of(letter).payload()).isEqualTo(payload.getBytes(UTF_8));
        assertThat(StoredLetter.of(letter).whole()).isTrue();
    }

    @Test
    void bytesThatAreNoTextComeBackAsTheyWere() {
        byte[] payload = {(byte) 0xFF, 0, 'a'};

        byte[] letter = new DeadLetter("broken", payload).encode(Instant.EPOCH);

        assertThat(StoredLetter.of(letter).payload()).isEqualTo(payload);
    }

    @Test
    void goldenLetterIsReadWithAllThatItSays() {
        StoredLetter stored = StoredLetter.of(Golden.bytes("dead-letter.json"));

        assertThat(stored.reason()).isEqualTo("tokens must be an integer from 0 to 1000000000000");
        assertThat(stored.payload()).asString(UTF_8).isEqualTo("{\"tokens\":\"many\"}");
        assertThat(stored.at()).isEqualTo("2026-11-25T14:32:07.123456Z");
        assertThat(stored.whole()).isTrue();
    }

    @Test
    void letterOfABeginningIsNotWhole() {
        Stump stump = Stump.of(Stump.cut(new byte[20_000])).orElseThrow();

        StoredLetter stored = StoredLetter.of(DeadLetter.of(stump).encode(Instant.EPOCH));

        assertThat(stored.whole()).isFalse();
        assertThat(stored.payload()).isEqualTo(stump.beginning());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\"", "\\"})
    void letterOfTheLongestPayloadIsReadWhole(String character) {
        byte[] payload = character.repeat(BoundedRead.LONGEST).getBytes(UTF_8);

        assertThat(new DeadLetter("odd", payload).encode(Instant.EPOCH))
                .hasSizeLessThan(StoredLetter.LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"reason\":\"x\"}",
                "{\"payloadBase64\":\"?\"}",
                "{} {}",
                "{\"payload\":\"p\",\"at\":\"noon\"}",
                "{\"payload\":\"p\",\"id\":\"another letter's\"}",
                "\uFEFF{\"payload\":\"p\"}"
            })
    void whatIsNoLetterIsShownAndNotReplayed(String letter) {
        StoredLetter stored = StoredLetter.of(letter.getBytes(UTF_8));

        assertThat(stored.whole()).isFalse();
        assertThat(stored.reason()).isEqualTo("is no dead letter");
        assertThat(stored.payload()).asString(UTF_8).isEqualTo(letter);
    }

    @Test
    void letterInAnotherEncodingIsNoneSinceItIsShownAsItIsStored() {
        byte[] letter = "{\"payload\":\"p\"}".getBytes(UTF_16LE);

        assertThat(StoredLetter.of(letter).json()).isNull();
    }
}
