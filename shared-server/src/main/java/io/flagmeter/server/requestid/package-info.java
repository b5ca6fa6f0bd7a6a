/** The id of a request, by which its answer, its log lines and its client speak of it. */
@NullMarked
package io.flagmeter.server.requestid;

import org.jspecify.annotations.NullMarked;
