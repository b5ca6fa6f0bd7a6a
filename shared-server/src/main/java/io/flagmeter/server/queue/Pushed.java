package io.flagmeter.server.queue;

import java.util.List;

/**
 * What became of a group.
 *
 * @param standings of each of its {@link Limited}, in their order
 */
record Pushed(List<List<Standing>> standings) {

    static final Pushed WITHOUT_LIMITS = new Pushed(List.of());

    Pushed {
        standings = List.copyOf(standings);
    }
}
