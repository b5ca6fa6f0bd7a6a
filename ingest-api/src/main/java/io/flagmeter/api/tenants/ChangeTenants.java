package io.flagmeter.api.tenants;

import io.flagmeter.api.alerts.ReevaluateAlerts;
import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.precondition.Preconditions;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;

/** Creates tenants and changes their settings, with all that follows for totals and alerts. */
@Singleton
class ChangeTenants {

    private final TenantTransaction transaction;
    private final Zones zones;
    private final Preconditions preconditions;
    private final Audit audit;
    private final Repeats repeats;
    private final Clock clock;

    ChangeTenants(
            TenantTransaction transaction,
            Zones zones,
            Preconditions preconditions,
            Audit audit,
            Repeats repeats,
            Clock clock) {
        this.transaction = transaction;
        this.zones = zones;
        this.preconditions = preconditions;
        this.audit = audit;
        this.repeats = repeats;
        this.clock = clock;
    }

    TenantView create(String name, JsonFields fields) throws SQLException {
        TenantSettings settings = TenantSettings.DEFAULT.patched(fields);
        zones.require(settings.timeZone());
        return transaction.run(
                name,
                connection -> repeats.once(connection, 201, same -> create(same, name, settings)));
    }

    private TenantView create(Connection connection, String name, TenantSettings settings)
            throws SQLException {
        if (Tenant.findById(name) != null) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "the tenant exists, by its use or by this path: PATCH changes it")
                    .toException();
        }
        var tenant = new Tenant();
        tenant.name = name;
        tenant.set(settings, clock.instant());
        tenant.persistAndFlush();
        TenantView made = TenantView.of(tenant);
        audit.write(connection, change("create", name).to(made));
        return made;
    }

    TenantView change(String name, JsonFields fields) throws SQLException {
        if (fields.has("timeZone")) {
            zones.require(TenantSettings.DEFAULT.patched(fields).timeZone());
        }
        return transaction.run(name, connection -> change(connection, name, fields));
    }

    private TenantView change(Connection connection, String name, JsonFields fields)
            throws SQLException {
        // 1. Read under the lock, so that no batch and no other change comes between.
        Tenant tenant = Tenant.findById(name);
        if (tenant == null) {
            throw unknown(name);
        }
        TenantView old = TenantView.of(tenant);
        preconditions.require(old);
        TenantSettings before = tenant.settings();
        TenantSettings after = before.patched(fields);
        if (after.equals(before)) {
            return old;
        }
        // 2. A new version, under which every threshold may fire once more.
        Instant now = clock.instant();
        tenant.set(after, now);
        tenant.quotaVersion++;
        Tenant.flush();
        // 3. Totals of the new periods.
        if (!after.cycle().equals(before.cycle())) {
            BillingPeriod current = after.cycle().periodAt(now);
            if (RecountPeriods.wouldLose(connection, name, current)) {
                throw Problem.of(
                                ProblemType.CONFLICT,
                                "a part of this period's usage is known as a total only, because"
                                        + " FLAGMETER_RETENTION_ROLLUPS is shorter than the period: it"
                                        + " cannot be counted under another billing day or zone; try"
                                        + " again in the first days of a period")
                        .toException();
            }
            RecountPeriods.recount(connection, name, after.cycle());
        }
        // 4. Alerts that the new settings raise, keep or resolve.
        new ReevaluateAlerts(connection, name, tenant.quotaVersion)
                .reevaluate(after.monthlyQuota(), after.thresholds(), after.cycle(), now);
        // 5. Who did it.
        TenantView changed = TenantView.of(tenant);
        audit.write(connection, change("change", name).from(old).to(changed));
        return changed;
    }

    private static Change change(String what, String name) {
        return new Change("tenant." + what, "tenant", name, name, null, null);
    }

    static ProblemException unknown(String name) {
        return Problem.of(ProblemType.UNKNOWN_TENANT, "there is no tenant of this name: " + name)
                .toException();
    }
}
