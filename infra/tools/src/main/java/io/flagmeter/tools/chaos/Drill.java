package io.flagmeter.tools.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What is done to a stack of our own that has just started. */
interface Drill {

    Outcome run(ChaosStack stack, Transcript screen)
            throws IOException, InterruptedException, SQLException;

    /** What a run found out, for people and for the exit status. */
    interface Outcome {
        boolean holds();

        List<String> lines();
    }
}
