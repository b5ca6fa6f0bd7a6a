package io.flagmeter.api.reconciliation;

import io.flagmeter.server.problem.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The books as gauges: as of the last time that both servers answered, NaN before. */
@Singleton
class BooksMetrics {

    private static final Logger LOG = Logger.getLogger(BooksMetrics.class);

    private final Reconcile reconcile;
    private volatile @Nullable Books books;

    BooksMetrics(Reconcile reconcile) {
        this.reconcile = reconcile;
    }

    void register(@Observes StartupEvent event, MeterRegistry metrics) {
        state("accepted", Books::accepted, metrics);
        state("applied", Books::applied, metrics);
        state("duplicate", Books::duplicate, metrics);
        state("dead", Books::deadLettered, metrics);
        state("queued", Books::queued, metrics);
        state("in_flight", Books::inFlight, metrics);
        state("lost", Books::lost, metrics);
        Gauge.builder("flagmeter.reconciliation.voided", () -> value(Books::voided))
                .description("Those of the applied events that corrections took out again")
                .register(metrics);
        Gauge.builder("flagmeter.reconciliation.difference", () -> value(Books::difference))
                .description("Events lost, or if negative counted twice: 0 when all is well")
                .register(metrics);
    }

    private void state(String state, ToDoubleFunction<Books> figure, MeterRegistry metrics) {
        Gauge.builder("flagmeter.reconciliation.events", () -> value(figure))
                .description("Accepted events, and where they are")
                .tag("state", state)
                .register(metrics);
    }

    private double value(ToDoubleFunction<Books> figure) {
        Books last = books;
        return last == null ? Double.NaN : figure.applyAsDouble(last);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void refresh() {
        try {
            books = reconcile.now();
        } catch (SQLException | ProblemException e) {
            // The outage itself is told by flagmeter_database_up and flagmeter_valkey_up.
            LOG.debug("the reconciliation metrics were not refreshed", e);
        }
    }
}
