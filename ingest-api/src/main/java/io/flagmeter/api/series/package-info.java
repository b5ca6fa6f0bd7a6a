/** What a tenant has used by the minute, hour, day, week or month. */
@NullMarked
package io.flagmeter.api.series;

import org.jspecify.annotations.NullMarked;
