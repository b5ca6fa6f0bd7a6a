package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** A run against a stack of our own. */
interface Drill {

    Outcome run() throws IOException, InterruptedException, SQLException;

    /** What a run found out, for people and for the exit status. */
    interface Outcome {
        boolean holds();

        List<String> lines();
    }
}
