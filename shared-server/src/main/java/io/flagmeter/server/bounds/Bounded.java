package io.flagmeter.server.bounds;

import java.util.List;

/** A part of a server that has bounds, and tells them from what it enforces them with. */
public interface Bounded {

    List<Bound> bounds();
}
