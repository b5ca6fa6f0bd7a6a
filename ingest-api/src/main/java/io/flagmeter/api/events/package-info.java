/** The raw log of events, as pages and as exports that are streamed. */
@NullMarked
package io.flagmeter.api.events;

import org.jspecify.annotations.NullMarked;
