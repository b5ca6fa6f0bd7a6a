package io.flagmeter.model.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How all of us read and write JSON. */
public final class JsonFormat {

    /** Reads with bounded nesting, because a stranger may have written it. */
    public static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build();

    private JsonFormat() {}
}
