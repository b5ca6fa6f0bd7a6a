/** Changes that are made only to the state that the client has seen (RFC 9110, If-Match). */
@NullMarked
package io.flagmeter.server.precondition;

import org.jspecify.annotations.NullMarked;
