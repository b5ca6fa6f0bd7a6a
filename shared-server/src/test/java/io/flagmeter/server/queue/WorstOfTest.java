package io.flagmeter.server.queue;

import static io.flagmeter.server.queue.EventQueue.Outcome.ACCEPTED;
import static io.flagmeter.server.queue.EventQueue.Outcome.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.server.queue.EventQueue.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorstOfTest {

    private final List<Outcome> told = new ArrayList<>();
    private final WorstOf three = new WorstOf(3, told::add);

    @Test
    void nothingIsToldBeforeAllPartsAreThere() {
        three.accept(ACCEPTED);
        three.accept(UNAVAILABLE);

        assertThat(told).isEmpty();
    }

    @Test
    void allAcceptedIsAccepted() {
        three.accept(ACCEPTED);
        three.accept(ACCEPTED);
        three.accept(ACCEPTED);

        assertThat(told).containsExactly(ACCEPTED);
    }

    @Test
    void onePartMissingIsMissing() {
        three.accept(ACCEPTED);
        three.accept(UNAVAILABLE);
        three.accept(ACCEPTED);

        assertThat(told).containsExactly(UNAVAILABLE);
    }
}
