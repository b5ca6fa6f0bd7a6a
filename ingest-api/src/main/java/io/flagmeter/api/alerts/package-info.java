/** Crossings of quotas: what changed settings make of them, and what the operator may ask. */
@NullMarked
package io.flagmeter.api.alerts;

import org.jspecify.annotations.NullMarked;
