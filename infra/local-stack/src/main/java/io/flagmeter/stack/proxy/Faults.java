package io.flagmeter.stack.proxy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** What is wrong with a network just now; shared by all connections of a proxy. */
final class Faults {

    private volatile Duration delay = Duration.ZERO;
    private volatile BooleanSupplier mute = () -> false;
    private volatile Loss requests = new Loss("", new AtomicInteger());
    private volatile Loss answers = requests;

    void delay(Duration delay) {
        this.delay = delay;
    }

    Duration delay() {
        return delay;
    }

    void muteWhile(BooleanSupplier mute) {
        this.mute = mute;
    }

    boolean isMute() {
        return mute.getAsBoolean();
    }

    void loseAnswersTo(String request, int times) {
        requests = new Loss(request, new AtomicInteger(times));
    }

    void loseAnswersWith(String text, int times) {
        answers = new Loss(text, new AtomicInteger(times));
    }

    int answersToLose() {
        return requests.left.get() + answers.left.get();
    }

    /** Whether the answer to this piece of a request is to be lost; each is asked once. */
    boolean losesAnswerTo(byte[] bytes, int length) {
        return requests.takes(bytes, length);
    }

    /** Whether this piece of an answer is to be lost; each is asked once. */
    boolean losesAnswer(byte[] bytes, int length) {
        return answers.takes(bytes, length);
    }

    private record Loss(String text, AtomicInteger left) {

        boolean takes(byte[] bytes, int length) {
            return left.get() > 0
                    && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(text)
                    && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        }
    }
}
