/** How often a key and a tenant may ask, how many tokens they may report, and who is told what. */
@NullMarked
package io.flagmeter.server.limits;

import org.jspecify.annotations.NullMarked;
