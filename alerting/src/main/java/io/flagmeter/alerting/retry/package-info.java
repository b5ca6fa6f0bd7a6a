/** When to try again, when to leave a receiver alone, and when to give up. */
@NullMarked
package io.flagmeter.alerting.retry;

import org.jspecify.annotations.NullMarked;
