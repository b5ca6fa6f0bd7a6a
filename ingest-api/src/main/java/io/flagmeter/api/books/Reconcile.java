package io.flagmeter.api.books;

import jakarta.inject.Singleton;
import java.sql.SQLException;

/** The books as of now. */
@Singleton
class Reconcile {

    private final MarkQueue mark;
    private final ReadBothSides bothSides;

    Reconcile(MarkQueue mark, ReadBothSides bothSides) {
        this.mark = mark;
        this.bothSides = bothSides;
    }

    /** What Valkey has forgotten meanwhile is noticed first: it would look like a double count. */
    Books now() throws SQLException {
        mark.now();
        return bothSides.now().books();
    }
}
