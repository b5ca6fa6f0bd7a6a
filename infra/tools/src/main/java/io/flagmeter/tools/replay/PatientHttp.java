package io.flagmeter.tools.replay;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * HTTP that outlives the restart of a service: what may pass by itself is sent again, unchanged.
 * That is safe because every event carries its id.
 */
final class PatientHttp implements AutoCloseable {
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private final Time time;
    private final Notices notices;
    private final LongAdder retries = new LongAdder();

    PatientHttp(Time time, Notices notices) {
        this.time = time;
        this.notices = notices;
    }

    /** The first answer that trying again would not change. */
    HttpResponse<byte[]> send(HttpRequest request) throws GaveUpException, InterruptedException {
        Backoff backoff = null;
        while (true) {
            String failure;
            Optional<Duration> retryAfter = Optional.empty();
            try {
                HttpResponse<byte[]> response = sendOnce(request);
                if (!mayPass(response.statusCode())) {
                    return response;
                }
                failure = Problem.of(response).toString();
                retryAfter = Backoff.retryAfter(response.headers());
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

    HttpResponse<byte[]> sendOnce(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofByteArray());
    }

    long retries() {
        return retries.sum();
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    /** 408, 429 and every 5xx: the server or a proxy before it says "not now". */
    private static boolean mayPass(int status) {
        return status >= 500 || status == 429 || status == 408;
    }

    static String describe(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? "no connection (" + e.getClass().getSimpleName() + ")"
                : "no answer (" + message + ")";
    }
}
