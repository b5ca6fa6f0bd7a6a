package io.flagmeter.api.books;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.model.event.DeadLetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredLetterTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"é\\u0000\"}", "not \"json\"", "", "😀"})
    void payloadComesBackAsItWas(String payload) {
        byte[] letter = new DeadLetter("broken", payload.getBytes(UTF_8)).encode();

        assertThat(StoredLetter.payload(letter)).hasValue(payload.getBytes(UTF_8));
    }

    @Test
    void bytesThatAreNoTextComeBackAsTheyWere() {
        byte[] payload = {(byte) 0xFF, 0, 'a'};

        assertThat(StoredLetter.payload(new DeadLetter("broken", payload).encode()))
                .hasValue(payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{\"reason\":\"x\"}", "{\"payloadBase64\":\"?\"}", "{} {}"})
    void whatIsNoLetterIsEmpty(String letter) {
        assertThat(StoredLetter.payload(letter.getBytes(UTF_8))).isEmpty();
    }
}
