/** The network between two programs, for tests that harm it. */
@NullMarked
package io.flagmeter.stack.proxy;

import org.jspecify.annotations.NullMarked;
