package io.flagmeter.api.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValkeyMemoryTest {

    @Test
    void infoIsRead() {
        assertThat(ValkeyMemory.of("# Memory\r\nused_memory:1048576\r\nmaxmemory:268435456\r\n"))
                .isEqualTo(new ValkeyMemory(1048576, 268435456));
    }

    @Test
    void whatIsNotToldIsUnknown() {
        assertThat(ValkeyMemory.of("# Memory\r\n")).isEqualTo(ValkeyMemory.UNKNOWN);
    }
}
