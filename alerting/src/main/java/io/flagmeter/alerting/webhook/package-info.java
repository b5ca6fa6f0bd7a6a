/** Messages by the rules of Standard Webhooks. */
@NullMarked
package io.flagmeter.alerting.webhook;

import org.jspecify.annotations.NullMarked;
