/** Who changed what by the admin API: written with each change, and read at {@code /audit}. */
@NullMarked
package io.flagmeter.api.audit;

import org.jspecify.annotations.NullMarked;
