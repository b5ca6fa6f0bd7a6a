/** Messages as Slack's incoming webhooks take them. */
@NullMarked
package io.flagmeter.alerting.slack;

import org.jspecify.annotations.NullMarked;
