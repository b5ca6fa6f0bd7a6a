/** Reconciliation: the proof that nothing was lost or counted twice; dead letters. */
@NullMarked
package io.flagmeter.api.books;

import org.jspecify.annotations.NullMarked;
