/** Quotas: when usage has reached a threshold, and how much recent usage weighs in a forecast. */
@NullMarked
package io.flagmeter.model.quota;

import org.jspecify.annotations.NullMarked;
