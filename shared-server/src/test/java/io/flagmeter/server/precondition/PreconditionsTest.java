package io.flagmeter.server.precondition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    private static final EntityTag TAG = EntityTag.of("acme", 1);

    @Test
    void everyPartCounts() {
        assertThat(TAG).isEqualTo(EntityTag.of("acme", 1));
        assertThat(TAG)
                .isNotIn(EntityTag.of("acme", 2), EntityTag.of("acme"), EntityTag.of("b", 1));
        assertThat(TAG.text()).matches("\"[0-9a-f]{32}\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "%s", " %s ", "\"a\", %s", "\"a\",%s,\"b\""})
    void stateThatIsNamedMatches(String header) {
        assertThat(Preconditions.matches(List.of(header.formatted(TAG.text())), TAG)).isTrue();
        assertThat(Preconditions.matches(List.of("\"a\"", header.formatted(TAG.text())), TAG))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"a\"", "W/%s", "\"\"", ",", "**"})
    void otherStatesDoNot(String header) {
        assertThat(Preconditions.matches(List.of(header.formatted(TAG.text())), TAG)).isFalse();
    }
}
