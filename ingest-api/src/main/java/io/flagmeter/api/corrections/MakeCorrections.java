package io.flagmeter.api.corrections;

import static java.util.Objects.requireNonNull;

import io.flagmeter.api.audit.Audit;
import io.flagmeter.api.audit.Change;
import io.flagmeter.api.corrections.Correction.Line;
import io.flagmeter.api.corrections.CountedEvent.Logged;
import io.flagmeter.api.corrections.NewCorrection.Adjustment;
import io.flagmeter.api.corrections.NewCorrection.EventVoid;
import io.flagmeter.api.repeat.Repeats;
import io.flagmeter.api.tenants.TenantTransaction;
import io.flagmeter.model.billing.BillingPeriod;
import io.flagmeter.model.rollup.Amounts;
import io.flagmeter.model.rollup.FeatureConfig;
import io.flagmeter.model.rollup.RollupKey;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Corrects usage: a row of the ledger, its lines, the rollups, the total, the alerts and the audit
 * log change in one transaction, alone with the tenant.
 */
@Singleton
class MakeCorrections {

    /** Minutes that one correction may change. */
    static final int MOST_MINUTES = 1_000;

    private final TenantTransaction transaction;
    private final Repeats repeats;
    private final Audit audit;
    private final FeatureConfig features;
    private final Clock clock;

    MakeCorrections(
            TenantTransaction transaction,
            Repeats repeats,
            Audit audit,
            FeatureConfig features,
            Clock clock) {
        this.transaction = transaction;
        this.repeats = repeats;
        this.audit = audit;
        this.features = features;
        this.clock = clock;
    }

    /**
     * A correction that stands.
     *
     * @param isNew false if the event had been voided before
     */
    record Made(Correction correction, boolean isNew) {

        RestResponse.Status status() {
            return isNew ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        }
    }

    /**
     * Makes a correction.
     *
     * @throws ProblemException if it cannot be made; nothing is changed then
     */
    Made make(NewCorrection wanted) throws SQLException {
        return transaction.run(
                wanted.tenant(),
                connection -> {
                    repeats.begin(connection);
                    Made made = new Making(connection, wanted, clock.instant()).make();
                    repeats.answered(connection, made.status().getStatusCode(), made.correction());
                    return made;
                });
    }

    /** One correction, under the tenant's lock. */
    private final class Making {

        private final Connection connection;
        private final NewCorrection wanted;
        private final Instant now;
        private final Corrections ledger;
        private final UsageRows usage;

        Making(Connection connection, NewCorrection wanted, Instant now) {
            this.connection = connection;
            this.wanted = wanted;
            this.now = now;
            this.ledger = new Corrections(connection);
            this.usage = new UsageRows(connection, wanted.tenant());
        }

        /*
         * Whatever dies before the commit leaves nothing behind; after it the same void finds its
         * row, and the same adjustment its Idempotency-Key, if it came with one.
         */
        Made make() throws SQLException {
            BilledTenant tenant =
                    BilledTenant.read(connection, wanted.tenant())
                            .orElseThrow(() -> unknownTenant(wanted.tenant()));
            return switch (wanted) {
                case EventVoid event -> take(event, tenant);
                case Adjustment adjustment -> adjust(adjustment, tenant);
            };
        }

        private Made take(EventVoid wanted, BilledTenant tenant) throws SQLException {
            // 1. Which event is meant: one a day may have this id, the log forgets, the ledger not.
            Map<LocalDate, Correction> voids = ledger.voids(wanted.tenant(), wanted.event());
            Map<LocalDate, Logged> logged = usage.events(wanted.event());
            var days = new TreeSet<>(voids.keySet());
            days.addAll(logged.keySet());
            if (wanted.day() != null) {
                days.retainAll(Set.of(wanted.day()));
            }
            if (days.isEmpty()) {
                throw Refusals.unknownEvent(wanted);
            }
            if (days.size() > 1) {
                throw Refusals.severalEvents(wanted, days);
            }
            // 2. Voided before?
            Correction before = voids.get(days.first());
            if (before != null) {
                return new Made(before, false);
            }
            // 3. What it added is taken away.
            Logged event = requireNonNull(logged.get(days.first()));
            return write(event.event(), List.of(event.taken()), tenant);
        }

        private Made adjust(Adjustment wanted, BilledTenant tenant) throws SQLException {
            List<Line> lines;
            if (wanted.minute() != null) {
                lines = List.of(new Line(wanted.minute(), wanted.tokens(), 0));
            } else if (wanted.tokens() > 0) {
                lines = List.of(new Line(now.truncatedTo(ChronoUnit.MINUTES), wanted.tokens(), 0));
            } else {
                lines = newest(wanted, tenant.cycle().periodAt(now));
            }
            return write(CountedEvent.none(wanted.feature()), lines, tenant);
        }

        private List<Line> newest(Adjustment wanted, BillingPeriod period) throws SQLException {
            UsageRows.Newest newest =
                    usage.newest(wanted.feature(), period, -wanted.tokens(), MOST_MINUTES);
            if (newest.isFull()) {
                throw Refusals.full(wanted.feature());
            }
            if (newest.taken() < -wanted.tokens()) {
                throw Refusals.tooFew(wanted, period, newest);
            }
            return newest.lines();
        }

        private Made write(CountedEvent event, List<Line> lines, BilledTenant tenant)
                throws SQLException {
            // 1. Nothing may fall below zero, nor be changed that does not tell what it is.
            UsageRows.Total total = requireRoom(event, lines, tenant);
            // 2. The row of the ledger; its key lets an event stand there once.
            Optional<Correction> added = ledger.add(wanted, event, total, lines);
            if (added.isEmpty()) {
                // By somebody who took no lock; nothing was changed yet.
                return new Made(
                        requireNonNull(
                                ledger.voids(wanted.tenant(), requireNonNull(event.id()))
                                        .get(requireNonNull(event.day()))),
                        false);
            }
            Correction correction = added.get();
            // 3. Rollups and total.
            usage.add(event.feature(), total.period(), lines);
            if (event.parts() != null) {
                usage.take(event.feature(), lines.getFirst().minute(), event.parts());
            }
            // 4. Alerts, and the messages about them.
            tenant.followAlerts(connection, correction, total.period(), now);
            // 5. Who did it.
            audit.write(
                    connection,
                    Change.of(
                                    "correction." + wanted.type().text(),
                                    "correction",
                                    correction.id(),
                                    wanted.tenant())
                            .to(correction));
            // 6. The books; their row is everybody's, so it is locked for the shortest time.
            if (event.id() != null) {
                ledger.countVoid();
            }
            return new Made(correction, true);
        }

        private UsageRows.Total requireRoom(
                CountedEvent event, List<Line> lines, BilledTenant tenant) throws SQLException {
            String feature = event.feature();
            Instant minute = lines.getLast().minute();
            // What was taken from several minutes is what they hold.
            if (lines.size() == 1) {
                Refusals.requireRoom(
                        feature, "the minute " + minute, usage.minute(feature, minute), lines);
            }
            Optional<UsageRows.Total> there = usage.total(feature, minute);
            UsageRows.Total total =
                    there.orElseGet(
                            () ->
                                    new UsageRows.Total(
                                            tenant.cycle().periodAt(minute), Amounts.NONE));
            Refusals.requireRoom(
                    feature, "the period from " + total.period().start(), total.amounts(), lines);
            if (there.isEmpty()
                    && !feature.equals(RollupKey.OTHER)
                    && usage.features(total.period()) >= features.maxFeatures()) {
                throw Refusals.tooManyFeatures(features.maxFeatures());
            }
            return total;
        }
    }

    private static ProblemException unknownTenant(String name) {
        return Problem.of(ProblemType.UNKNOWN_TENANT, "there is no tenant of this name: " + name)
                .toException();
    }
}
