package io.flagmeter.alerting.delivery;

import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Says once that PostgreSQL is away and once that it is back, however often that is tried. */
final class Outage {

    private final Logger log;
    private final String meanwhile;
    private boolean away;

    Outage(Logger log, String meanwhile) {
        this.log = log;
        this.meanwhile = meanwhile;
    }

    void goesOn(SQLException e) {
        if (!away) {
            away = true;
            log.warnf("%s: %s", meanwhile, e.getMessage());
        }
    }

    void isOver() {
        if (away) {
            away = false;
            log.infof("no longer %s", meanwhile);
        }
    }
}
