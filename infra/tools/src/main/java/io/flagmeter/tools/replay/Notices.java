package io.flagmeter.tools.replay;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Says a thing once however often it happens, and falls silent after a few different things. */
final class Notices {
    private static final int LIMIT = 8;

    private final Consumer<String> out;
    private final Set<String> said = new HashSet<>();

    Notices(Consumer<String> out) {
        this.out = out;
    }

    /** Prints the text unless one about the same subject was printed before. */
    synchronized void once(String subject, String text) {
        if (said.size() > LIMIT || !said.add(subject)) {
            return;
        }
        out.accept(said.size() <= LIMIT ? text : "more messages follow that are only counted");
    }
}
