package io.flagmeter.model.rollup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The worker's bound of features, for whoever tells of it; the same value for all. */
@ConfigMapping(prefix = "flagmeter.tenants")
public interface FeatureConfig {

    String DEFAULT_MAX_FEATURES = "1000";

    /** Features of a tenant in a billing period; what comes beyond is summed. */
    @WithDefault(DEFAULT_MAX_FEATURES)
    int maxFeatures();
}
