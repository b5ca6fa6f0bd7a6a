/** The bounds that a server keeps, told to its clients. */
@NullMarked
package io.flagmeter.server.bounds;

import org.jspecify.annotations.NullMarked;
