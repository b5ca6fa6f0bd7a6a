package io.flagmeter.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import org.junit.jupiter.api.Test;

class StartupFailureTest {

    @ConfigMapping(prefix = "flagmeter.ingest")
    interface Limits {
        @WithDefault("1000")
        int maxBatchItems();

        @WithDefault("1")
        int maxBodyBytes();
    }

    @Test
    void everyUnparsableValueIsASentenceThatNamesItsVariable() {
        Throwable failure =
                catchThrowable(
                        () ->
                                new SmallRyeConfigBuilder()
                                        .withMapping(Limits.class)
                                        .withDefaultValue("flagmeter.ingest.max-batch-items", "few")
                                        .withDefaultValue("flagmeter.ingest.max-body-bytes", "1k")
                                        .build());

        assertThat(StartupFailure.sentence(new RuntimeException(failure)).orElseThrow())
                .isEqualToIgnoringNewLines(
                        """
                        FLAGMETER_INGEST_MAX_BATCH_ITEMS cannot be "few": Expected an integer value, got "few"
                        FLAGMETER_INGEST_MAX_BODY_BYTES cannot be "1k": Expected an integer value, got "1k"
                        """);
    }

    @Test
    void ourOwnSentencesStayAsTheyAre() {
        assertThat(StartupFailure.sentence(new ConfigurationException("FLAGMETER_X must be 1")))
                .hasValue("FLAGMETER_X must be 1");
        assertThat(StartupFailure.sentence(new IllegalArgumentException("DATABASE_URL must …")))
                .hasValue("DATABASE_URL must …");
    }

    @Test
    void whatNobodyForesawKeepsItsStackTrace() {
        assertThat(StartupFailure.sentence(new IllegalStateException("odd"))).isEmpty();
    }
}
