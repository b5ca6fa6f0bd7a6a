/** The loop that drains the queue into the database. */
@NullMarked
package io.flagmeter.worker;

import org.jspecify.annotations.NullMarked;
