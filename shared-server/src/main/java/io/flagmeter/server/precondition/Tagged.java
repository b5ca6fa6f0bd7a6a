package io.flagmeter.server.precondition;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** One thing as it is shown; its answer carries the tag. */
public interface Tagged {

    /** Another one after each change of the thing. */
    @JsonIgnore
    EntityTag tag();
}
