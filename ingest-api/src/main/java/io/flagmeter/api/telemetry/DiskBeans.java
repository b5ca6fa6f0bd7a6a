package io.flagmeter.api.telemetry;

import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.File;

/**
 * The disk that this process runs on. In a container that is the one of the engine's folder, where
 * the volumes of PostgreSQL and Valkey usually are as well.
 */
class DiskBeans {

    @Produces
    @Singleton
    DiskSpaceMetrics disk() {
        return new DiskSpaceMetrics(new File("."));
    }
}
