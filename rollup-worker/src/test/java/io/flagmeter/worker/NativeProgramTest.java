package io.flagmeter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.fixtures.ImageHeap;
import io.flagmeter.model.event.UsageEvent;
import org.junit.jupiter.api.Test;

/** What native-image would refuse, or carry into the program, without waiting for native-image. */
class NativeProgramTest {

    @Test
    void staticFieldsHoldNothingOfTheMachineThatBuilds() {
        assertThat(ImageHeap.findings(Main.class, UsageEvent.class)).isEmpty();
    }
}
