package io.flagmeter.model.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.zip.CRC32;

/**
 * One of 64 buckets that all tenants fall into. A tenant's bucket decides which queue partition its
 * events take, and is the lock under which they are counted and its settings are changed: one
 * transaction at a time, whichever partition a batch came from.
 */
public final class TenantBucket {

    /**
     * For good: workers that counted by different numbers would not keep out of each other's way.
     */
    public static final int COUNT = 64;

    private TenantBucket() {}

    /** The CRC-32 of the tenant's name modulo 64, which other producers can compute too. */
    public static int of(String tenant) {
        var crc = new CRC32();
        crc.update(tenant.getBytes(US_ASCII));
        return (int) (crc.getValue() % COUNT);
    }
}
