package io.flagmeter.bench;

import java.nio.ByteBuffer;

/** An endless row of HTTP requests. */
interface Requests {

    /** Size of the largest, head and body. */
    int maxBytes();

    /** Writes the next one. */
    void next(ByteBuffer buffer);
}
