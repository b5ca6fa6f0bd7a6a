/** Corrections: events that are taken out of the usage again, and tokens put in or taken out. */
@NullMarked
package io.flagmeter.api.corrections;

import org.jspecify.annotations.NullMarked;
