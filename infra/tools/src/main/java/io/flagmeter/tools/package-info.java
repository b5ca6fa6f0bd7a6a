/** What a user runs beside a running FlagMeter, a package for each command. */
@NullMarked
package io.flagmeter.tools;

import org.jspecify.annotations.NullMarked;
