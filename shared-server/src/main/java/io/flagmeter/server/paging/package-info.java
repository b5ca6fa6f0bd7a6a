/** Lists in parts: how many rows one answer holds, and where the next one begins. */
@NullMarked
package io.flagmeter.server.paging;

import org.jspecify.annotations.NullMarked;
