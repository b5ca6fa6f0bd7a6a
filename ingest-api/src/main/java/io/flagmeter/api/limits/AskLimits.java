package io.flagmeter.api.limits;

import io.flagmeter.server.health.Availability;
import io.flagmeter.server.queue.Check;
import io.flagmeter.server.queue.EventQueue;
import io.flagmeter.server.queue.EventQueue.Answer;
import io.flagmeter.server.queue.EventQueue.Outcome;
import io.flagmeter.server.queue.LocalLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Has requests that are no events keep limits. Where Valkey does not say in time these are limits
 * of this process alone: a quota check must not wait for it.
 */
@Singleton
class AskLimits {

    /** The longest that an answer waits for Valkey. */
    private static final long PATIENCE_MILLIS = 100;

    /** For how long Valkey is not asked after that. */
    private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventQueue valkey;
    private final LocalLimits local;
    private final Counter alone;
    private final Availability availability =
            new Availability(
                    "rate limits of reads are those of all processes",
                    "Valkey does not say in time how far rate limits are used up, each process"
                            + " limits reads by itself");
    private volatile long aloneUntil = System.nanoTime();

    AskLimits(EventQueue valkey, Clock clock, MeterRegistry registry) {
        this.valkey = valkey;
        this.local = new LocalLimits(clock);
        this.alone =
                Counter.builder("flagmeter.rate.limits.local")
                        .description("Requests limited by the process alone, Valkey did not answer")
                        .register(registry);
    }

    /**
     * Asks for a request, which is paused meanwhile.
     *
     * @param then told in the context of the request, at once or soon
     */
    void ask(RoutingContext context, List<Check> checks, Consumer<Answer> then) {
        if (System.nanoTime() - aloneUntil < 0) {
            then.accept(alone(checks));
            return;
        }
        context.request().pause();
        Context current = context.vertx().getOrCreateContext();
        var answered = new AtomicBoolean();
        long timer =
                context.vertx()
                        .setTimer(
                                PATIENCE_MILLIS,
                                late -> {
                                    if (answered.compareAndSet(false, true)) {
                                        resume(context, alone(checks), then);
                                    }
                                });
        valkey.check(
                checks,
                answer ->
                        current.runOnContext(
                                here -> {
                                    if (answered.compareAndSet(false, true)) {
                                        context.vertx().cancelTimer(timer);
                                        resume(context, answered(answer, checks), then);
                                    }
                                }));
    }

    /** By what this process knows, which is bounded; for who knows that Valkey cannot say. */
    Answer locally(List<Check> checks) {
        alone.increment();
        return local.check(checks);
    }

    private Answer answered(Answer answer, List<Check> checks) {
        if (answer.outcome() == Outcome.UNAVAILABLE) {
            return alone(checks);
        }
        availability.works();
        return answer;
    }

    private Answer alone(List<Check> checks) {
        long now = System.nanoTime();
        if (now - aloneUntil >= 0) {
            aloneUntil = now + ALONE_NANOS;
        }
        availability.fails("see the log of the queue");
        return locally(checks);
    }

    private static void resume(RoutingContext context, Answer answer, Consumer<Answer> then) {
        context.request().resume();
        then.accept(answer);
    }
}
