package io.flagmeter.api.ingest;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what knows nothing of CDI. */
@Singleton
class IngestBeans {

    @Produces
    @Singleton
    EventReader eventReader(EventsConfig config) {
        return new EventReader(new TimeWindow(config.lateWindow(), config.maxAhead()));
    }

    @Produces
    @Singleton
    BatchReader batchReader(EventReader events, IngestConfig config) {
        return new BatchReader(events, config.maxBatchItems());
    }
}
