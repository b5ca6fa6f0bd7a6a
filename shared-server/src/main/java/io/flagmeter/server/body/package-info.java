/** Bodies of requests: read within bounds, and taken apart by fields. */
@NullMarked
package io.flagmeter.server.body;

import org.jspecify.annotations.NullMarked;
