package io.flagmeter.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.BindException;
import org.junit.jupiter.api.Test;

public class StartupFailureTest {

    @ConfigMapping(prefix = "flagmeter.test")
    public interface TestConfig {
        int mostItems();
    }

    @Test
    void aValueThatCannotBeReadIsNamedByItsVariable() {
        Throwable failure =
                catchThrowable(
                        () ->
                                new SmallRyeConfigBuilder()
                                        .withMapping(TestConfig.class)
                                        .withDefaultValue("flagmeter.test.most-items", "many")
                                        .build());

        assertThat(failure).isInstanceOf(ConfigValidationException.class);
        assertThat(StartupFailure.sentence(new RuntimeException(failure)))
                .hasValueSatisfying(
                        sentence ->
                                assertThat(sentence)
                                        .startsWith(
                                                "FLAGMETER_TEST_MOST_ITEMS cannot be \"many\":"));
    }

    @Test
    void aValueOutOfBoundsIsToldAsItWasThrown() {
        Throwable failure = catchThrowable(() -> Settings.require(false, "X must be Y"));

        assertThat(StartupFailure.sentence(failure)).hasValue("X must be Y");
    }

    @Test
    void aTakenPortIsToldInASentence() {
        assertThat(StartupFailure.sentence(new RuntimeException(new BindException("in use"))))
                .hasValue("the port is taken: set QUARKUS_HTTP_PORT");
    }

    @Test
    void anyOtherFailureNeedsItsStackTrace() {
        assertThat(StartupFailure.sentence(new IllegalStateException("bug"))).isEmpty();
        Throwable foreign = catchThrowable(() -> Integer.parseInt("x"));
        assertThat(StartupFailure.sentence(foreign)).isEmpty();
    }
}
