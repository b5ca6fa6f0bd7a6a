/** Tells the books that a loss is known, and why. */
@NullMarked
package io.flagmeter.tools.writeoff;

import org.jspecify.annotations.NullMarked;
