package io.flagmeter.tools.replay;

import io.flagmeter.tools.ApiAnswer;
import io.flagmeter.tools.FlagMeterClient;
import io.flagmeter.tools.SentEvent;
import io.flagmeter.tools.Usage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A client that outlives the restart of a service: what may pass by itself is sent again,
 * unchanged. That is safe because every event carries its id.
 */
final class RetryingClient {
    private static final int UNAUTHORIZED = 401;

    private final FlagMeterClient client;
    private final Time time;
    private final Notices notices;
    private final LongAdder retries = new LongAdder();

    RetryingClient(FlagMeterClient client, Time time, Notices notices) {
        this.client = client;
        this.time = time;
        this.notices = notices;
    }

    /** Sends one event as an object of its own. */
    Answer send(SentEvent event) throws GaveUpException, InterruptedException {
        ApiAnswer answer = send(client.event(event));
        return answer.succeeded()
                ? Answer.ofSingle(event, answer.body())
                : Answer.refused(List.of(event), answer.problem());
    }

    Answer send(List<SentEvent> events) throws GaveUpException, InterruptedException {
        ApiAnswer answer = send(client.batch(events));
        return answer.succeeded()
                ? Answer.ofBatch(events, answer.body())
                : Answer.refused(events, answer.problem());
    }

    /** Empty for a tenant nothing was counted for yet. */
    Optional<Usage> usage(String tenant) throws GaveUpException, IOException, InterruptedException {
        return Usage.of(send(client.usageOf(tenant)));
    }

    /**
     * Asks once, so that a trace is not sent and then never compared.
     *
     * @throws IOException if the books are shown to others only
     */
    void checkKey() throws IOException, GaveUpException, InterruptedException {
        ApiAnswer answer = send(client.reconciliation());
        if (answer.status() == UNAUTHORIZED) {
            throw new IOException(
                    "nothing was sent, for the books are closed: " + answer.problem());
        }
    }

    /** The first answer that trying again would not change. */
    ApiAnswer send(HttpRequest request) throws GaveUpException, InterruptedException {
        Backoff backoff = null;
        while (true) {
            String failure;
            Optional<Duration> retryAfter = Optional.empty();
            try {
                ApiAnswer answer = client.send(request);
                if (!answer.mayPass()) {
                    return answer;
                }
                failure = answer.problem();
                retryAfter = Backoff.retryAfter(answer.headers());
            } catch (IOException e) {
                failure = describe(e);
            }
            if (backoff == null) {
                backoff = new Backoff(time.instant());
            }
            Optional<Duration> pause = backoff.next(time.instant(), retryAfter);
            if (pause.isEmpty()) {
                throw new GaveUpException(
                        "%s: given up after retrying for up to %d s: %s"
                                .formatted(request.uri(), Backoff.BUDGET.toSeconds(), failure));
            }
            notices.once(failure, failure + "; trying again with the same ids");
            time.sleep(pause.get());
            retries.increment();
        }
    }

    long retries() {
        return retries.sum();
    }

    static String describe(IOException e) {
        @Nullable String message = e.getMessage();
        return e instanceof ConnectException || message == null || message.isBlank()
                ? "no connection (" + e.getClass().getSimpleName() + ")"
                : "no answer (" + message + ")";
    }
}
