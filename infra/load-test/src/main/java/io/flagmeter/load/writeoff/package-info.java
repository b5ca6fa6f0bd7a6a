/** Tells the books that a loss is known, and why. */
@NullMarked
package io.flagmeter.load.writeoff;

import org.jspecify.annotations.NullMarked;
