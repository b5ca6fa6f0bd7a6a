/** The loop that is a service's work, and how it is noticed that it stands still. */
@NullMarked
package io.flagmeter.model.loop;

import org.jspecify.annotations.NullMarked;
