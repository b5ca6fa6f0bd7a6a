/** Says whether the worker and what it depends on are well. */
@NullMarked
package io.flagmeter.worker.health;

import org.jspecify.annotations.NullMarked;
