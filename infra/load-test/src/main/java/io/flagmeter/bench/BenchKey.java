package io.flagmeter.bench;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The key of the stack that is measured: another one for each run. */
final class BenchKey {

    static final String TEXT = random();

    /** The line of a request that shows it. */
    static final String HEADER = "Authorization: Bearer " + TEXT + "\r\n";

    private BenchKey() {}

    private static String random() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
