package io.flagmeter.api.tenants;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of the tenants, of which there is one a name. */
@Entity
@Table(name = "tenants")
class Tenant extends PanacheEntityBase {

    @Id String name = "";

    @Column(name = "monthly_quota")
    @Nullable Long monthlyQuota;

    @JdbcTypeCode(SqlTypes.ARRAY)
    List<Short> thresholds = List.of();

    @Column(name = "billing_day")
    short billingDay;

    @Column(name = "time_zone")
    String timeZone = "";

    /** Raised with every change of the settings, so that each alert may fire again. */
    @Column(name = "quota_version")
    long quotaVersion = 1;

    @Generated
    @Column(name = "created_at", insertable = false, updatable = false)
    @Nullable Instant createdAt;

    @Column(name = "updated_at")
    @Nullable Instant updatedAt;

    static List<Tenant> after(String name, int limit) {
        return Tenant.<Tenant>find("name > ?1 order by name", name).page(0, limit).list();
    }

    TenantSettings settings() {
        return new TenantSettings(monthlyQuota, thresholds, billingDay, timeZone);
    }

    void set(TenantSettings settings, Instant now) {
        monthlyQuota = settings.monthlyQuota();
        thresholds = settings.thresholds();
        billingDay = (short) settings.billingDay();
        timeZone = settings.timeZone();
        updatedAt = now;
    }
}
