/** Claims batches of events from Valkey under a lease, and acknowledges them. */
@NullMarked
package io.flagmeter.worker.queue;

import org.jspecify.annotations.NullMarked;
