package io.flagmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void goesOnWhileItGetsFaster() throws Exception {
        assertThat(stepsUntilSteady(10, 20, 30, 40, 41, 90)).isEqualTo(5);
    }

    @Test
    void oneSlowMomentAtTheBeginningDoesNotEndIt() throws Exception {
        assertThat(stepsUntilSteady(20, 10, 30, 31, 90)).isEqualTo(4);
    }

    @Test
    void endsAlsoWhereItNeverGetsSteady() throws Exception {
        assertThat(stepsUntilSteady(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024)).isEqualTo(10);
    }

    private static int stepsUntilSteady(long... answers) throws Exception {
        List<Rate> done = new ArrayList<>();
        WarmUp.with(
                () -> {
                    done.add(new Rate(answers[done.size()], 0, 1_000_000_000, new Latencies()));
                    return done.getLast();
                });
        return done.size();
    }
}
