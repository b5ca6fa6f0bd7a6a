/** What a client may do to a connection, below HTTP. */
@NullMarked
package io.flagmeter.server.connection;

import org.jspecify.annotations.NullMarked;
