/** Whether what a server depends on works. */
@NullMarked
package io.flagmeter.server.health;

import org.jspecify.annotations.NullMarked;
