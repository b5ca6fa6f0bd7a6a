/** Applies a batch of events to PostgreSQL, once, in one transaction. */
@NullMarked
package io.flagmeter.worker.rollup;

import org.jspecify.annotations.NullMarked;
