/** The usage event, its rules, and the one codec of the queue's payload. */
@NullMarked
package io.flagmeter.model.event;

import org.jspecify.annotations.NullMarked;
