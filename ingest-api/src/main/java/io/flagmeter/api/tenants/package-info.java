/** Tenants as the operator sees them: quotas, thresholds and billing cycles. */
@NullMarked
package io.flagmeter.api.tenants;

import org.jspecify.annotations.NullMarked;
