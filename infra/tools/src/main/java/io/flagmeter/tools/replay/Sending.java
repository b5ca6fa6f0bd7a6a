package io.flagmeter.tools.replay;

import io.flagmeter.tools.SentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A few senders that share one schedule, each with one request under way at a time. */
final class Sending {
    private final RetryingClient client;
    private final Schedule schedule;
    private final SendCounts tally;
    private final Notices notices;

    Sending(RetryingClient client, Schedule schedule, SendCounts tally, Notices notices) {
        this.client = client;
        this.schedule = schedule;
        this.tally = tally;
        this.notices = notices;
    }

    /** Returns when every event was answered, or when one of the senders had to give up. */
    void run(ReplayOptions how) throws InterruptedException {
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < how.concurrency(); i++) {
                running.add(senders.submit(() -> drain(how.batch() == 1)));
            }
            for (Future<?> sender : running) {
                sender.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sender failed: " + e.getCause(), e);
        }
    }

    private Void drain(boolean single) throws InterruptedException {
        try {
            List<SentEvent> events = schedule.take();
            while (!events.isEmpty()) {
                Answer answer = single ? client.send(events.getFirst()) : client.send(events);
                tally.add(answer);
                answer.rejections().forEach(this::report);
                events = schedule.take();
            }
        } catch (GaveUpException e) {
            tally.failed(String.valueOf(e.getMessage()));
        } finally {
            // After the last event this changes nothing; after a failure it ends the others.
            schedule.stop();
        }
        return null;
    }

    /** Reasons that differ in nothing but their numbers are one subject. */
    private void report(Answer.Rejection rejection) {
        String subject = rejection.reason().replaceAll("\\d+", "#");
        notices.once(subject, "rejected: " + rejection.item() + ": " + rejection.reason());
    }
}
