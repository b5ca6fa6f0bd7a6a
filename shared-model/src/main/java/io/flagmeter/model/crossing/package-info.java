/** Crossings: the alert and its messages, written in the transaction that moved a total. */
@NullMarked
package io.flagmeter.model.crossing;

import org.jspecify.annotations.NullMarked;
