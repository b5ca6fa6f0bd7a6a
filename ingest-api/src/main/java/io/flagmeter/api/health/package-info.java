/** Whether the API can do its work, for orchestrators and people. */
@NullMarked
package io.flagmeter.api.health;

import org.jspecify.annotations.NullMarked;
