/** Examines the machine and the two servers and says what to do about each finding. */
@NullMarked
package io.flagmeter.launcher.doctor;

import org.jspecify.annotations.NullMarked;
