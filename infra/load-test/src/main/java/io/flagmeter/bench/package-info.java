/** Measures FlagMeter on this machine, each figure beside its limit in the same run. */
@NullMarked
package io.flagmeter.bench;

import org.jspecify.annotations.NullMarked;
