package io.flagmeter.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdParameterTest {

    private static final String ID = "0199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d90";

    @Test
    void wholeIdIsReadInEitherCase() {
        assertThat(IdParameter.read(ID)).contains(UUID.fromString(ID));
        assertThat(IdParameter.read(ID.toUpperCase())).contains(UUID.fromString(ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "1-1-1-1-1",
                // Both of these are the id above to UUID.fromString.
                "199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d90",
                "f0199f1d2-f0a-7c3e-9b1a-3f2f6a7c8d90",
                "0199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d9",
                "0199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d900",
                "0199f1d20f0a7c3e9b1a3f2f6a7c8d90",
                " 0199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d90",
                "0199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d90\n",
                "０199f1d2-0f0a-7c3e-9b1a-3f2f6a7c8d90"
            })
    void anyOtherTextNamesNoRow(String text) {
        assertThat(IdParameter.read(text)).isEmpty();
    }
}
