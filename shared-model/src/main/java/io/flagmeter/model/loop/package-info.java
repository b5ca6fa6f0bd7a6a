/** How a service notices that it does not get on any more, and ends itself. */
@NullMarked
package io.flagmeter.model.loop;

import org.jspecify.annotations.NullMarked;
