/** The same POST sent twice with one Idempotency-Key is done once, and answered the same twice. */
@NullMarked
package io.flagmeter.api.repeat;

import org.jspecify.annotations.NullMarked;
