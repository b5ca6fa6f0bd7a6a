/**
 * How full Valkey, PostgreSQL and the disk are, so that no exporter has to run beside the meter.
 */
@NullMarked
package io.flagmeter.api.telemetry;

import org.jspecify.annotations.NullMarked;
