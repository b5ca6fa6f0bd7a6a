package io.flagmeter.alerting;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The objects that the service shares and that are not beans of their own. */
class Application {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
