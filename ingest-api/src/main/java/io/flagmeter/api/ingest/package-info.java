/** Events from clients: one collector behind whatever transport brings them. */
@NullMarked
package io.flagmeter.api.ingest;

import org.jspecify.annotations.NullMarked;
