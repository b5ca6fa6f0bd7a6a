/** Optional parts, turned on and off at run time. */
@NullMarked
package io.flagmeter.api.switches;

import org.jspecify.annotations.NullMarked;
