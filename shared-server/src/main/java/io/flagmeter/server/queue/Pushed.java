package io.flagmeter.server.queue;

import java.util.List;

/**
 * What became of a group.
 *
 * @param taken how many of its events are on the list now
 * @param standings of each of its {@link Limited}, in their order
 */
record Pushed(int taken, List<List<Standing>> standings) {

    Pushed {
        standings = List.copyOf(standings);
    }
}
