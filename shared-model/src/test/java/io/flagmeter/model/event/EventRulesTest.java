package io.flagmeter.model.event;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "AZaz09",
                "._:/@-",
                "org:team/user@host-1.example_x",
                "...",
                ".a/b..",
                "a/.../b"
            })
    void namesMayHoldTheListedCharacters(String name) {
        assertThatCode(() -> EventRules.name("tenant", name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a\n", "é", "a\u0000", "a'b", "a,b", "{a}", "a+b", "\uD83D\uDE00"})
    void otherCharactersInNamesAreRefused(String name) {
        assertThatThrownBy(() -> EventRules.name("feature", name))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("feature may hold only");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/.", "../a", "a/./b", "a/..", "/", "/a", "a/", "a//b"})
    void namesThatPathsAreTidiedOfAreRefused(String name) throws Exception {
        assertThatThrownBy(() -> EventRules.name("tenant", name))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("tenant must not ");
        EventRules.characters("tenant", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void blankNamesAndIdsAreRefused(String blank) {
        assertThatThrownBy(() -> EventRules.name("tenant", blank))
                .hasMessage("tenant must not be blank");
        assertThatThrownBy(() -> EventRules.id(blank)).hasMessage("id must not be blank");
    }

    @Test
    void lengthIsLimitedTo128Characters() {
        assertThatCode(() -> EventRules.name("tenant", "x".repeat(128))).doesNotThrowAnyException();
        assertThatCode(() -> EventRules.id("x".repeat(128))).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventRules.name("tenant", "x".repeat(129)))
                .hasMessage("tenant must be at most 128 characters long, was 129");
        assertThatThrownBy(() -> EventRules.id("x".repeat(129)))
                .hasMessage("id must be at most 128 characters long, was 129");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ключ", "😀", "a\"b\\c"})
    void idsMayHoldAnyPrintableText(String id) {
        assertThatCode(() -> EventRules.id(id)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "a\u007F", "a\uD83D", "\uDE00a"})
    void idsThatCouldNotBeStoredAsTheyAreAreRefused(String id) {
        assertThatThrownBy(() -> EventRules.id(id)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void tokensLieBetweenZeroAndATrillion() {
        assertThatCode(() -> EventRules.tokens(0)).doesNotThrowAnyException();
        assertThatCode(() -> EventRules.tokens(1_000_000_000_000L)).doesNotThrowAnyException();
        assertThatThrownBy(() -> EventRules.tokens(-1)).hasMessageContaining("from 0 to");
        assertThatThrownBy(() -> EventRules.tokens(1_000_000_000_001L))
                .hasMessage("tokens must be an integer from 0 to 1000000000000");
    }
}
