/** Sends a recorded trace to a running FlagMeter and checks that every token of it was counted. */
@NullMarked
package io.flagmeter.tools.replay;

import org.jspecify.annotations.NullMarked;
