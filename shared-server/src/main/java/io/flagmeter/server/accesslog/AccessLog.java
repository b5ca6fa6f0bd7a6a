package io.flagmeter.server.accesslog;

import io.flagmeter.model.config.Settings;
import io.flagmeter.server.access.Caller;
import io.flagmeter.server.access.RequestCaller;
import io.flagmeter.server.client.ClientAddress;
import io.flagmeter.server.requestid.RequestId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.micrometer.runtime.binder.HttpBinderConfiguration;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Writes an {@link AccessLine} for the requests that the operator wants to see. Off, no request
 * meets it.
 */
@Singleton
class AccessLog {

    private static final Logger LOG = Logger.getLogger("io.flagmeter.access");

    /** Before who sends the request is asked: also those that are refused have a line. */
    private static final int PRIORITY = 2_000;

    private static final int FIRST_ERROR = 400;

    private final AccessLogConfig config;
    private final ClientAddress address;
    private final Map<Pattern, String> templates;
    private final LineBudget budget = new LineBudget(System::nanoTime);
    private final Counter dropped;

    AccessLog(
            AccessLogConfig config,
            ClientAddress address,
            HttpBinderConfiguration metrics,
            MeterRegistry registry) {
        this.config = config;
        this.address = address;
        this.templates = metrics.getServerMatchPatterns();
        this.dropped =
                Counter.builder("flagmeter.access.log.dropped")
                        .description("Lines of the access log that were more than it takes")
                        .register(registry);
    }

    void check(@Observes @Priority(-2) StartupEvent start) {
        Settings.require(
                config.sample() >= 0 && config.sample() <= 1,
                "FLAGMETER_ACCESS_LOG_SAMPLE must be from 0 to 1, is " + config.sample());
    }

    void register(@Observes Filters filters) {
        if (config.mode() != AccessLogConfig.Mode.OFF) {
            filters.register(this::follow, PRIORITY);
        }
    }

    private void follow(RoutingContext context) {
        long began = System.nanoTime();
        // While its answer can still carry the id.
        String id = RequestId.of(context.request());
        context.addEndHandler(
                ended -> {
                    int status = ended.succeeded() ? context.response().getStatusCode() : 0;
                    if (isWanted(status)) {
                        write(context, status, System.nanoTime() - began, id);
                    }
                });
        context.next();
    }

    private boolean isWanted(int status) {
        return switch (config.mode()) {
            case OFF -> false;
            case ALL -> true;
            case ERRORS -> isError(status);
            case SAMPLED ->
                    isError(status) || ThreadLocalRandom.current().nextDouble() < config.sample();
        };
    }

    private static boolean isError(int status) {
        return status == 0 || status >= FIRST_ERROR;
    }

    private void write(RoutingContext context, int status, long nanos, String id) {
        if (!budget.take()) {
            dropped.increment();
            return;
        }
        Caller caller = RequestCaller.known(context);
        LOG.info(
                new AccessLine(
                                context.request().method().name(),
                                template(context.request().path()),
                                status,
                                nanos,
                                context.response().bytesWritten(),
                                caller == null ? null : caller.name(),
                                address.of(context.request()),
                                id)
                        .toJson());
    }

    /** As the metrics call it: a name for each path that there is, and one for all others. */
    private String template(String path) {
        for (Map.Entry<Pattern, String> template : templates.entrySet()) {
            if (template.getKey().matcher(path).matches()) {
                return template.getValue();
            }
        }
        return "/q/";
    }
}
