/** Shows an alert from the first event to the message in Slack, and that it comes once. */
@NullMarked
package io.flagmeter.tools.demo;

import org.jspecify.annotations.NullMarked;
