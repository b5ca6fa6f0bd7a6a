/** Reconciliation: the proof that nothing was lost or counted twice, and what was written off. */
@NullMarked
package io.flagmeter.api.reconciliation;

import org.jspecify.annotations.NullMarked;
