package io.flagmeter.launcher;

import java.util.List;

/**
 * One of FlagMeter's own programs; its port is the stack's plus {@code portOffset}, its heap is as
 * large as in its image.
 */
record Service(String name, int portOffset, int heapMegabytes) {

    static final Service INGEST_API = new Service("ingest-api", 0, 96);
    static final Service ROLLUP_WORKER = new Service("rollup-worker", 1, 96);
    static final Service ALERTING = new Service("alerting", 2, 64);

    /** Who receives first and who counts last: nothing is sent to a service that already left. */
    static final List<Service> STOP_ORDER = List.of(INGEST_API, ALERTING, ROLLUP_WORKER);

    static final List<Service> PORT_ORDER = List.of(INGEST_API, ROLLUP_WORKER, ALERTING);

    static final List<Service> ALL = List.of(ROLLUP_WORKER, INGEST_API, ALERTING);
}
