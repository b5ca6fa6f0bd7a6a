package io.flagmeter.api.alerts;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One crossing of one threshold, as it is read; only plain SQL writes it. */
@Entity
@Immutable
@Table(name = "alerts")
class Alert extends PanacheEntityBase {

    @Id UUID id = new UUID(0, 0);

    String tenant = "";

    short threshold;

    @Column(name = "quota_version")
    long quotaVersion;

    long quota;

    @Column(name = "old_total")
    long oldTotal;

    @Column(name = "new_total")
    long newTotal;

    @Column(name = "batch_id")
    @Nullable String batchId;

    @Column(name = "correction_id")
    @Nullable UUID correctionId;

    @Column(name = "announced_by")
    UUID announcedBy = new UUID(0, 0);

    @Column(name = "period_start")
    Instant periodStart = Instant.EPOCH;

    @Column(name = "period_end")
    Instant periodEnd = Instant.EPOCH;

    @Column(name = "created_at")
    Instant createdAt = Instant.EPOCH;

    @Column(name = "resolved_at")
    @Nullable Instant resolvedAt;

    @Column(name = "resolved_by")
    @Nullable UUID resolvedBy;

    AlertState state(Instant now) {
        if (resolvedAt != null) {
            return AlertState.RESOLVED;
        }
        return periodEnd.isAfter(now) ? AlertState.FIRING : AlertState.ENDED;
    }
}
