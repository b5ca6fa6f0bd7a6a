/** The alerting service's start. */
@NullMarked
package io.flagmeter.alerting;

import org.jspecify.annotations.NullMarked;
