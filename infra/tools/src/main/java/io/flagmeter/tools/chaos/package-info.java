/** Kills and stops FlagMeter's processes under load and checks that every event counted once. */
@NullMarked
package io.flagmeter.tools.chaos;

import org.jspecify.annotations.NullMarked;
