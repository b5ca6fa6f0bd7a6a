package io.flagmeter.tools.replay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The clock and the waiting in one, so that a test moves both together. */
interface Time extends InstantSource {
    void sleep(Duration duration) throws InterruptedException;

    static Time system() {
        return new Time() {
            private final Clock clock = Clock.systemUTC();

            @Override
            public Instant instant() {
                return clock.instant();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };
    }
}
