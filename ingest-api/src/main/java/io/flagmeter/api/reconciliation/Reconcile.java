package io.flagmeter.api.reconciliation;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;

/** The books as of now. */
@Singleton
class Reconcile {

    private final MarkQueue mark;
    private final ReadBothSides bothSides;
    private final OneAtATime<Books> books = new OneAtATime<>(this::compute);

    Reconcile(MarkQueue mark, ReadBothSides bothSides) {
        this.mark = mark;
        this.bothSides = bothSides;
    }

    /** The books; one computation is under way at a time, whoever asks. */
    Books now() throws SQLException {
        try {
            return books.get();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case SQLException fault -> throw fault;
                case RuntimeException fault -> throw fault;
                case null, default -> throw e;
            }
        }
    }

    /** What Valkey has forgotten meanwhile is noticed first: it would look like a double count. */
    private Books compute() throws SQLException {
        mark.now();
        return bothSides.now().books();
    }
}
