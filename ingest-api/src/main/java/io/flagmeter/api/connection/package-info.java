/** What a client may do to a connection, below HTTP. */
@NullMarked
package io.flagmeter.api.connection;

import org.jspecify.annotations.NullMarked;
