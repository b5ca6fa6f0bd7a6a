/** What usage is added up by, which amounts are added up, and the lock under which it happens. */
@NullMarked
package io.flagmeter.model.rollup;

import org.jspecify.annotations.NullMarked;
