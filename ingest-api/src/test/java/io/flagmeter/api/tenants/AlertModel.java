package io.flagmeter.api.tenants;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What should happen to one tenant's alerts in one period, in the simplest words. */
final class AlertModel {

    private final TreeSet<Integer> open = new TreeSet<>();
    private final List<String> messages = new ArrayList<>();
    private long total;
    private long quota;
    private List<Integer> thresholds;
    private int alerts;

    AlertModel(long quota, List<Integer> thresholds) {
        this.quota = quota;
        this.thresholds = thresholds;
    }

    void count(long tokens) {
        total += tokens;
        fire();
    }

    void change(long newQuota, List<Integer> newThresholds) {
        quota = newQuota;
        thresholds = newThresholds;
        var resolved = new TreeSet<>(open);
        resolved.removeIf(threshold -> thresholds.contains(threshold) && isPassed(threshold));
        open.removeAll(resolved);
        if (!resolved.isEmpty()) {
            messages.add("resolved " + resolved.last());
        }
        fire();
    }

    private void fire() {
        var fired = new TreeSet<>(thresholds);
        fired.removeIf(threshold -> open.contains(threshold) || !isPassed(threshold));
        open.addAll(fired);
        alerts += fired.size();
        if (!fired.isEmpty()) {
            messages.add("crossed " + fired.last());
        }
    }

    private boolean isPassed(int threshold) {
        return total * 100 >= quota * threshold;
    }

    /** How many there were, and which are still open. */
    String alerts() {
        return alerts + " " + open;
    }

    /** In order. */
    List<String> messages() {
        return List.copyOf(messages);
    }
}
