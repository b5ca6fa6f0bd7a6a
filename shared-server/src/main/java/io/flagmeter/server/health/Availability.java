package io.flagmeter.server.health;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether something that we depend on works; every change is one line of the log. */
public final class Availability {

    private static final Logger LOG = Logger.getLogger(Availability.class);

    private final String works;
    private final String fails;
    private volatile @Nullable Boolean up;

    /** What the log says: that it works, and that it fails and what comes of that. */
    public Availability(String works, String fails) {
        this.works = works;
        this.fails = fails;
    }

    public boolean isUp() {
        return Boolean.TRUE.equals(up);
    }

    public void works() {
        if (!isUp()) {
            LOG.info(works);
        }
        up = true;
    }

    public void fails(String reason) {
        if (!Boolean.FALSE.equals(up)) {
            LOG.warnf("%s: %s", fails, reason.replaceAll("\\R+", ", "));
        }
        up = false;
    }
}
