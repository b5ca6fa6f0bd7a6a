package io.flagmeter.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class Rfc3339Test {

    @Property
    void readsWhatTheJdkWrites(
            @ForAll @LongRange(min = -62_167_219_200L, max = 253_402_300_799L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant time = Instant.ofEpochSecond(second, nano);

        assertThat(Rfc3339.parse(time.toString())).isEqualTo(time);
    }

    @Property
    void agreesWithTheJdkOnNearMisses(
            @ForAll @IntRange(max = 29) int at, @ForAll("characters") char c) {
        var text = new StringBuilder("2026-02-28T23:59:59.123456789Z");
        text.setCharAt(at, c);

        assertThat(read(text.toString(), Rfc3339::parse))
                .isEqualTo(read(text.toString(), Instant::parse));
    }

    @Provide
    Arbitrary<Character> characters() {
        return Arbitraries.of(
                '0', '1', '3', '5', '6', '9', '-', ':', 'T', 't', 'z', '.', ' ', '+', '٣');
    }

    @Example
    void readsOffsetsAndRefusesTheRest() {
        assertThat(Rfc3339.parse("2026-11-25T15:32:00+01:00"))
                .isEqualTo(Instant.parse("2026-11-25T14:32:00Z"));
        for (String bad : new String[] {"", "Z", "now", "2026-02-30T00:00:00Z", "2026-11-25"}) {
            assertThatThrownBy(() -> Rfc3339.parse(bad)).isInstanceOf(DateTimeException.class);
        }
    }

    private static String read(String text, Function<String, Instant> reader) {
        try {
            return reader.apply(text).toString();
        } catch (DateTimeException e) {
            return "no time";
        }
    }
}
