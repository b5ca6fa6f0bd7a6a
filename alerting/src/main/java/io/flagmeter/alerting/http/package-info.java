/** Posts to addresses that are safe, and to no others. */
@NullMarked
package io.flagmeter.alerting.http;

import org.jspecify.annotations.NullMarked;
