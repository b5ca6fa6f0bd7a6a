/** Problems that only this server has: those of its database. */
@NullMarked
package io.flagmeter.api.problem;

import org.jspecify.annotations.NullMarked;
