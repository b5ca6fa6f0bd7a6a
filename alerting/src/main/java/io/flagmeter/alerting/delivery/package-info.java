/** The loop that empties the outbox. */
@NullMarked
package io.flagmeter.alerting.delivery;

import org.jspecify.annotations.NullMarked;
