/** Where alerts go: Slack's incoming webhooks, and signed ones of everybody else. */
@NullMarked
package io.flagmeter.api.webhooks;

import org.jspecify.annotations.NullMarked;
