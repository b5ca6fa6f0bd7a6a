/** A packaged service as a process, for tests that kill it. */
@NullMarked
package io.flagmeter.stack.packaged;

import org.jspecify.annotations.NullMarked;
