/** When a tenant's billing period begins and ends. */
@NullMarked
package io.flagmeter.model.billing;

import org.jspecify.annotations.NullMarked;
