/** Examines the machine and the two servers and says what to do about each finding. */
@NullMarked
package io.flagmeter.stack.doctor;

import org.jspecify.annotations.NullMarked;
