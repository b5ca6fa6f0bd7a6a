/** Which optional parts are on, for which tenants: by environment, and changed at run time. */
@NullMarked
package io.flagmeter.server.switches;

import org.jspecify.annotations.NullMarked;
