/** A second server, which has of shared-server what any other module has. */
@NullMarked
package io.flagmeter.second;

import org.jspecify.annotations.NullMarked;
