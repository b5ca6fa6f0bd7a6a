/** What could not be counted: shown, put back on the queue, removed. */
@NullMarked
package io.flagmeter.api.deadletters;

import org.jspecify.annotations.NullMarked;
