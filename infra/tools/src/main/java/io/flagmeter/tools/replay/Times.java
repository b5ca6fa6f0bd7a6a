package io.flagmeter.tools.replay;

/** Which timestamps the events carry. */
enum Times {
    NOW,
    ORIGINAL
}
