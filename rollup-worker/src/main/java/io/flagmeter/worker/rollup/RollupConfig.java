package io.flagmeter.worker.rollup;

import io.flagmeter.model.rollup.FeatureConfig;
import io.flagmeter.model.rollup.RollupKey;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Which events are counted. */
@ConfigMapping(prefix = "flagmeter")
public interface RollupConfig {

    /** An event sent again within this time of its first use counts once. At most 35 days. */
    @WithName("dedup.window")
    @WithDefault("48h")
    Duration dedupWindow();

    /** What becomes of a tenant that nobody has created. */
    @WithName("tenants.unknown")
    @WithDefault("create")
    UnknownTenants unknownTenants();

    /**
     * Features of a tenant in a billing period, 1 to 100,000; what comes beyond counts as {@value
     * RollupKey#OTHER}.
     */
    @WithName("tenants.max-features")
    @WithDefault(FeatureConfig.DEFAULT_MAX_FEATURES)
    int maxFeatures();

    /**
     * A transaction of another worker that takes longer than this is ended, if it is in the way.
     */
    @WithName("worker.stuck-after")
    @WithDefault("30s")
    Duration stuckAfter();

    enum UnknownTenants {
        /** It is created without a quota. */
        CREATE,
        /** Its events become dead letters. */
        REJECT
    }
}
