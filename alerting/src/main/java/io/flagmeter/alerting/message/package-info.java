/** What a message says, and how Slack and programs are told it. */
@NullMarked
package io.flagmeter.alerting.message;

import org.jspecify.annotations.NullMarked;
