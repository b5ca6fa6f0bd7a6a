/** The tools that drive a running FlagMeter from outside, one subcommand each. */
@NullMarked
package io.flagmeter.load;

import org.jspecify.annotations.NullMarked;
