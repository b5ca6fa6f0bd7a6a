package io.flagmeter.api.usage;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;

/** What tenants are sorted by. Equal ones are sorted by name. */
enum Ranking {
    /** The most first. */
    TOKENS {
        @Override
        long rank(UsageReport report) {
            return -report.totalTokens();
        }
    },
    /** Of the quota, the most first; those without a quota last. */
    PERCENT {
        @Override
        long rank(UsageReport report) {
            UsageReport.Quota quota = report.quota();
            return quota == null ? 1 : -quota.percent().min(MOST).longValue();
        }
    },
    /** When the quota is used up, the soonest first; those of which it is not foreseen last. */
    RUN_OUT {
        @Override
        long rank(UsageReport report) {
            UsageReport.Quota quota = report.quota();
            Instant end = quota == null ? null : quota.forecast().exhaustsAt();
            return end == null ? Long.MAX_VALUE : end.getEpochSecond();
        }
    };

    /** By the name that clients give them. */
    static final Map<String, Ranking> WORDS =
            Map.of("tokens", TOKENS, "percent", PERCENT, "run-out", RUN_OUT);

    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    /** The smaller, the further to the front. */
    abstract long rank(UsageReport report);
}
