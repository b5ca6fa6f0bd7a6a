package io.flagmeter.server.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.server.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersOfBodiesTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"identity", "Identity"})
    void bodyThatIsSentAsItIsIsTaken(String coding) {
        assertThat(ContentCoding.refusal(coding)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity, gzip", ""})
    void anyOtherCodingIsRefused(String coding) {
        assertThat(ContentCoding.refusal(coding))
                .returns(ProblemType.UNSUPPORTED_ENCODING, problem -> problem.type());
    }

    @Test
    void onlyToGoOnMayBeExpected() {
        assertThat(Expectation.refusal("100-Continue")).isNull();
        assertThat(Expectation.refusal("a miracle"))
                .returns(ProblemType.EXPECTATION_FAILED, problem -> problem.type());
    }
}
