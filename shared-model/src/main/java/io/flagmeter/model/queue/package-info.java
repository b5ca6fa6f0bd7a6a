/** Names of the keys that the queue keeps in Valkey. */
@NullMarked
package io.flagmeter.model.queue;

import org.jspecify.annotations.NullMarked;
