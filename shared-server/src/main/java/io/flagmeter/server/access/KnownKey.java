package io.flagmeter.server.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key as it stands in the database. */
final class KnownKey {

    private final UUID id;
    private final Caller caller;
    private final long expiresAt;
    private final boolean revoked;

    /**
     * In milliseconds; 0 if not since it was written. Whoever writes it last is late by no more.
     */
    private volatile long usedAt;

    private long notedAt;

    KnownKey(UUID id, Caller caller, @Nullable Instant expiresAt, boolean revoked) {
        this.id = id;
        this.caller = caller;
        this.expiresAt = expiresAt == null ? Long.MAX_VALUE : expiresAt.toEpochMilli();
        this.revoked = revoked;
    }

    UUID id() {
        return id;
    }

    boolean isRevoked() {
        return revoked;
    }

    boolean isExpired(long millis) {
        return millis >= expiresAt;
    }

    Caller used(long millis) {
        // A plain write for each request would make all event loops share a cache line.
        if (millis - usedAt > 1_000) {
            usedAt = millis;
        }
        return caller;
    }

    long usedAt() {
        return usedAt;
    }

    /** What was written of it; for the thread that writes. */
    long notedAt() {
        return notedAt;
    }

    void noted(long millis) {
        notedAt = millis;
    }
}
