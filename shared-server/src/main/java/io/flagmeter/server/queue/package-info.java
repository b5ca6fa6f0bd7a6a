/**
 * The event queue: the port, the queue in Valkey with group commit, its twin in memory, and what is
 * known of a queue from outside: its depth, its lag and whether its server keeps events.
 */
@NullMarked
package io.flagmeter.server.queue;

import org.jspecify.annotations.NullMarked;
