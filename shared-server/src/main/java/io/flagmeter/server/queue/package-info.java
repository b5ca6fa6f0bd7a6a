/** The way to the queue in Valkey: group commit on the way in, a sampler of what waits. */
@NullMarked
package io.flagmeter.server.queue;

import org.jspecify.annotations.NullMarked;
