package io.flagmeter.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private final List<String> said = new ArrayList<>();
    private final Notices notices = new Notices(said::add);

    @Test
    void theSameSubjectIsSpokenOfOnce() {
        notices.once("too old", "item 1 is too old");
        notices.once("too old", "item 2 is too old");
        assertThat(said).containsExactly("item 1 is too old");
    }

    @Test
    void afterAFewSubjectsTheRestIsOnlyCounted() {
        for (int i = 0; i < 100; i++) {
            notices.once("subject " + i, "text " + i);
        }
        assertThat(said).hasSize(9).last().isEqualTo("more messages follow that are only counted");
    }
}
