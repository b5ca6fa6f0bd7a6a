package io.flagmeter.api.webhooks;

import io.flagmeter.model.outbox.Outbox;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/** Where a tenant's alerts go; each kind has a table of its own. */
@Entity
@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
abstract class Webhook extends PanacheEntityBase {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    @Nullable UUID id;

    String tenant = Outbox.EVERY_TENANT;

    String url = "";

    boolean enabled = true;

    /** Why the alerting service disabled it; null if it did not. */
    @Column(name = "disabled_reason")
    @Nullable String disabledReason;

    /** Raised by each change. */
    long version = 1;

    @Generated
    @Column(name = "created_at", insertable = false, updatable = false)
    @Nullable Instant createdAt;

    abstract WebhookKind kind();

    /** As it is once all who change it are done, and until this transaction is. */
    static Optional<Webhook> locked(UUID id) {
        // A table at a time, because PostgreSQL locks no rows of a union.
        Webhook signed = SignedWebhook.findById(id, LockModeType.PESSIMISTIC_WRITE);
        return Optional.ofNullable(
                signed != null
                        ? signed
                        : SlackWebhook.findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    /**
     * Waits for whoever else adds this URL, so that what this transaction then does not find is not
     * there: each kind has a table, and no constraint is over two.
     */
    static void lockToAdd(String tenant, String url) {
        var _ =
                getEntityManager()
                        .createNativeQuery(
                                "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(?1, 0))")
                        .setParameter(1, "webhook of %s: %s".formatted(tenant, url))
                        .getSingleResult();
    }

    /** Oldest first. */
    static List<Webhook> all() {
        return Webhook.<Webhook>find("order by id").list();
    }

    /** Those that get the tenant's alerts. */
    static List<Webhook> of(String tenant) {
        return Webhook.<Webhook>find(
                        "tenant in ?1 order by id", List.of(tenant, Outbox.EVERY_TENANT))
                .list();
    }
}
