package io.flagmeter.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One row per thing that takes time: redrawn on a terminal, elsewhere printed when it ends. */
final class Progress implements AutoCloseable {

    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final Duration REMIND = Duration.ofSeconds(10);

    private final Screen screen;
    private final List<Row> rows = new ArrayList<>();
    private final Thread painter;
    private int drawn;
    private int frame;
    private boolean closed;

    Progress(Screen screen) {
        this.screen = screen;
        this.painter = Thread.ofPlatform().daemon().name("progress").start(this::paint);
    }

    synchronized Row begin(String name, String doing) {
        var row = new Row(name, doing);
        rows.add(row);
        draw();
        return row;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            draw();
            notifyAll();
        }
        try {
            painter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void paint() {
        try {
            while (!closed) {
                wait(80);
                frame++;
                draw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void draw() {
        if (!screen.isLive()) {
            rows.forEach(Row::remind);
            return;
        }
        var text = new StringBuilder(drawn > 0 ? "\033[" + drawn + "A" : "");
        for (Row row : rows) {
            text.append('\r').append(row.line()).append("\033[K\n");
        }
        drawn = rows.size();
        screen.out().print(text);
        screen.out().flush();
    }

    /** Something under way; ends once, as done or as failed. */
    final class Row {

        private final String name;
        private String doing;
        private final long began = System.nanoTime();
        private String mark = "";
        private String note = "";
        private long reminders;
        private Duration took = Duration.ZERO;

        private Row(String name, String doing) {
            this.name = name;
            this.doing = doing;
        }

        void done(String outcome) {
            end(screen.green("✓"), outcome);
        }

        void failed(String outcome) {
            end(screen.red("✗"), outcome);
        }

        /** What happens now, while it goes on. */
        void note(String now) {
            synchronized (Progress.this) {
                doing = now;
            }
        }

        private void end(String endMark, String outcome) {
            synchronized (Progress.this) {
                took = elapsed();
                mark = endMark;
                note = outcome;
                if (screen.isLive()) {
                    draw();
                } else {
                    screen.line(line());
                }
            }
        }

        private void remind() {
            long due = elapsed().dividedBy(REMIND);
            if (mark.isEmpty() && due > reminders) {
                reminders = due;
                screen.line("  … %-14s %s, %d s".formatted(name, doing, elapsed().toSeconds()));
            }
        }

        private String line() {
            boolean ended = !mark.isEmpty();
            var spinner = SPINNER.substring(frame % SPINNER.length()).substring(0, 1);
            var time = Words.seconds(ended ? took : elapsed());
            var start = "%-14s %7s  ".formatted(name, time);
            return "  "
                    + (ended ? mark : screen.cyan(spinner))
                    + " "
                    + start
                    + screen.dim(fitting(ended ? note : doing, start.length() + 5));
        }

        private String fitting(String text, int taken) {
            int room = screen.columns() - taken;
            return !screen.isLive() || text.length() <= room
                    ? text
                    : text.substring(0, Math.max(0, room - 1)) + "…";
        }

        private Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }
}
