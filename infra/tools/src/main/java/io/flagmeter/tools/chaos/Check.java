package io.flagmeter.tools.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * One comparison.
 *
 * @param differing how many things differ; 0 is the promise kept
 * @param examples the first few of them
 */
record Check(String claim, String numbers, long differing, List<String> examples) {
    private static final int EXAMPLES = 5;

    Check {
        examples = List.copyOf(examples);
    }

    boolean holds() {
        return differing == 0;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("%s %-32s%s".formatted(holds() ? "✓" : "✗", claim, numbers));
        examples.forEach(example -> lines.add("    " + example));
        long more = differing - examples.size();
        if (more > 0) {
            lines.add("    and %d more".formatted(more));
        }
        return lines;
    }

    /** Collects what differs. */
    static final class Finding {
        private final List<String> examples = new ArrayList<>();
        private long differing;

        void differs(String what) {
            differing++;
            if (examples.size() < EXAMPLES) {
                examples.add(what);
            }
        }

        Check check(String claim, String numbers) {
            return new Check(claim, numbers, differing, examples);
        }
    }
}
