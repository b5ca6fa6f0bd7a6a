package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class PartTest {

    @Test
    void allAreMeasuredIfNoneIsNamed() {
        assertThat(Part.of(EnumSet.noneOf(Part.class))).containsExactly(Part.values());
    }

    @Test
    void memoryTakesTheWorkThatFillsIt() {
        assertThat(Part.of(EnumSet.of(Part.MEMORY)))
                .containsExactly(Part.MEMORY, Part.OPENLOOP, Part.WORKER);
        assertThat(Part.of(EnumSet.of(Part.USAGE))).containsExactly(Part.USAGE);
    }
}
