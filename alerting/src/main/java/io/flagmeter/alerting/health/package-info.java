/** Says whether the alerting service and what it depends on are well. */
@NullMarked
package io.flagmeter.alerting.health;

import org.jspecify.annotations.NullMarked;
