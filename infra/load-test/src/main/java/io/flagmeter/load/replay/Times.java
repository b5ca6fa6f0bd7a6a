package io.flagmeter.load.replay;

/** Which timestamps the events carry. */
enum Times {
    NOW,
    ORIGINAL
}
