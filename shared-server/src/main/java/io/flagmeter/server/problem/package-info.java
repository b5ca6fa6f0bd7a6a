/** Every error of a server: RFC 9457 problems, whatever refused the request. */
@NullMarked
package io.flagmeter.server.problem;

import org.jspecify.annotations.NullMarked;
