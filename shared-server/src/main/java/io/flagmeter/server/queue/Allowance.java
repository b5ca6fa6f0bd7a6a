package io.flagmeter.server.queue;

import org.jspecify.annotations.Nullable;

/**
 * The limits that one subject has. They are counted together.
 *
 * @param kind whose limits: a part of their keys in Valkey
 * @param requests null: any number
 * @param tokens null: any number
 */
public record Allowance(String kind, @Nullable RateLimit requests, @Nullable RateLimit tokens) {}
