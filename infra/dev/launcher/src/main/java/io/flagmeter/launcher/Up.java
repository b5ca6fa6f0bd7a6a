package io.flagmeter.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code flagmeter up}: starts what is missing; if part of that fails, none of it stays. */
final class Up {

    private static final int INTERRUPTED = 130;

    private final LocalStack stack;
    private final Screen screen;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    Up(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    int run(List<String> words) throws IOException {
        var arguments = UpPlan.arguments(words);
        boolean detach = arguments.has("--detach");
        var interrupt = OnInterrupt.install();
        long began = System.nanoTime();
        var self = Thread.currentThread();
        var over = new CountDownLatch(1);
        interrupt.doThis(() -> interruptAndAwait(self, over));
        try {
            var greeting = start(arguments);
            greeting.print(screen, Duration.ofNanos(System.nanoTime() - began), detach);
        } catch (RuntimeException e) {
            if (!interrupted.get()) {
                throw e;
            }
            screen.line("Interrupted; what this run had started is stopped.");
            return INTERRUPTED;
        } finally {
            interrupt.doNothing();
            over.countDown();
        }
        return detach ? 0 : new Watch(stack, screen).untilStopped(interrupt);
    }

    /** The starting thread gives back what it started; the process ends after that. */
    private void interruptAndAwait(Thread starter, CountDownLatch over) {
        interrupted.set(true);
        starter.interrupt();
        try {
            over.await(Down.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Greeting start(Arguments arguments) throws IOException {
        var thisRun = new ThisRun();
        try (var _ = stack.takeLock(Duration.ZERO);
                var progress = new Progress(screen)) {
            var plan = UpPlan.of(stack, arguments);
            try {
                var backends = new StartServers(stack, arguments, progress, thisRun).run();
                stopServicesOfOtherServers(plan, backends, progress);
                plan.remember(stack, backends);
                new StartServices(stack, plan.ports(), backends, progress, thisRun).run();
                return new Greeting(
                        plan.ports(), backends, System.getProperty("flagmeter.admin_key_file", ""));
            } catch (RuntimeException e) {
                // So that the waiting below is not interrupted by what brought us here.
                interrupted.compareAndSet(false, Thread.interrupted());
                thisRun.undo(new StopStack(stack, progress));
                plan.forgetIfNothingRan(stack);
                throw e;
            }
        }
    }

    /** An embedded server that lost its port to another program came back on a new one. */
    private void stopServicesOfOtherServers(
            UpPlan plan, List<Backend> backends, Progress progress) {
        if (plan.servesFrom(backends)) {
            return;
        }
        var stop = new StopStack(stack, progress);
        plan.running().forEach(stop::stop);
    }
}
