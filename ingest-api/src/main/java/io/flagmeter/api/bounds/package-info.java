/** {@code GET /limits}: every bound that the README publishes, as this server has it. */
@NullMarked
package io.flagmeter.api.bounds;

import org.jspecify.annotations.NullMarked;
