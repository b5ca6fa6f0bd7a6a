/** Rate limits: who sets them, and how requests that are no events keep them. */
@NullMarked
package io.flagmeter.api.limits;

import org.jspecify.annotations.NullMarked;
