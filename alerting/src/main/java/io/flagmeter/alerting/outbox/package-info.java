/**
 * The outbox in the database: deliveries are claimed from it, and what became of them is written to
 * it.
 */
@NullMarked
package io.flagmeter.alerting.outbox;

import org.jspecify.annotations.NullMarked;
