/** Quota checks: what a tenant has used in its billing period. */
@NullMarked
package io.flagmeter.api.usage;

import org.jspecify.annotations.NullMarked;
