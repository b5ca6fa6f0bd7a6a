package io.flagmeter.model.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagmeter.model.network.Network;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetRulesTest {

    private static final TargetRules STRICT = new TargetRules(false, List.of());
    private static final TargetRules LOCAL = new TargetRules(true, List.of());
    private static final WebhookUrl URL = WebhookUrl.of("https://example.com/hook");

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"})
    void publicAddressesMayBeUsed(String address) {
        assertThat(STRICT.refusal(URL, InetAddress.ofLiteral(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.9.9.9",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.19.0.1",
                "224.0.0.1",
                "239.1.1.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001:db8::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void allOthersMayNot(String address) {
        assertThat(STRICT.refusal(URL, InetAddress.ofLiteral(address)))
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("url must not lead to a private"));
    }

    @Test
    void anAddressInTheUrlIsRefusedWithoutALookUp() {
        assertThat(STRICT.refusal(WebhookUrl.of("https://169.254.169.254/latest"))).isPresent();
        assertThat(STRICT.refusal(URL)).isEmpty();
    }

    @Test
    void loopbackIsForDevelopment() {
        WebhookUrl local = WebhookUrl.of("http://localhost:8090/");

        assertThat(STRICT.refusal(local)).contains("url must begin with https://");
        assertThat(LOCAL.refusal(local)).isEmpty();
        assertThat(LOCAL.refusal(local, InetAddress.ofLiteral("127.0.0.1"))).isEmpty();
        assertThat(LOCAL.refusal(local, InetAddress.ofLiteral("1.1.1.1")))
                .contains("url must begin with https://");
        assertThat(LOCAL.refusal(URL, InetAddress.ofLiteral("10.0.0.1"))).isPresent();
    }

    @Test
    void anOperatorMayAllowNetworks() {
        var rules =
                new TargetRules(false, List.of(Network.of("10.1.0.0/20"), Network.of("fd00::/8")));

        assertThat(rules.refusal(URL, InetAddress.ofLiteral("10.1.15.255"))).isEmpty();
        assertThat(rules.refusal(URL, InetAddress.ofLiteral("10.1.16.0"))).isPresent();
        assertThat(rules.refusal(URL, InetAddress.ofLiteral("fd12::1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0/8", "example.com/8", "::/129"})
    void aMalformedNetworkIsNamed(String network) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.of(network))
                .withMessage("\"%s\" is not a network such as 10.0.0.0/8 or fd00::/8", network);
    }
}
