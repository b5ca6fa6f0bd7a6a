/** The outbox: the messages that services leave in PostgreSQL for alerting to deliver. */
@NullMarked
package io.flagmeter.model.outbox;

import org.jspecify.annotations.NullMarked;
