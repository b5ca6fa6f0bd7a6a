/** What every HTTP server of FlagMeter shares, whatever it is for. */
@NullMarked
package io.flagmeter.server;

import org.jspecify.annotations.NullMarked;
