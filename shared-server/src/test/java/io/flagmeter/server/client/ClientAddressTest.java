package io.flagmeter.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flagmeter.server.client.ProxyConfig.Header;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    private static final List<String> PROXIES = List.of("10.0.0.0/8", "fd00::/8");

    private static String client(String peer, String... headers) {
        return new ClientAddress(PROXIES, Header.X_FORWARDED_FOR).of(peer, List.of(headers));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Nobody in between, or nobody we trust: the peer, whatever it says.
                "203.0.113.9 |                                    | 203.0.113.9",
                "203.0.113.9 | 198.51.100.1                       | 203.0.113.9",
                "203.0.113.9 | 10.0.0.1                           | 203.0.113.9",
                // One proxy, two proxies.
                "10.0.0.1    | 198.51.100.1                       | 198.51.100.1",
                "10.0.0.1    | 198.51.100.1, 10.0.0.2             | 198.51.100.1",
                "fd00::1     | 2001:db8::7,fd00::2                | 2001:db8:0:0:0:0:0:7",
                // What the client wrote itself stands before what the proxy saw.
                "10.0.0.1    | 127.0.0.1, 198.51.100.1            | 198.51.100.1",
                "10.0.0.1    | 10.0.0.9, 198.51.100.1, 10.0.0.2   | 198.51.100.1",
                // All of them ours: the farthest.
                "10.0.0.1    | 10.0.0.3, 10.0.0.2                 | 10.0.0.3",
                "10.0.0.1    |                                    | 10.0.0.1",
                // With ports and brackets, and IPv4 in disguise.
                "10.0.0.1    | 198.51.100.1:5000                  | 198.51.100.1",
                "10.0.0.1    | [2001:db8::7]:5000                 | 2001:db8:0:0:0:0:0:7",
                "10.0.0.1    | 198.51.100.1, ::ffff:10.0.0.2      | 198.51.100.1",
                // What is no address in digits ends the list at the proxy that wrote it down.
                "10.0.0.1    | 198.51.100.1, unknown              | 10.0.0.1",
                "10.0.0.1    | 198.51.100.1, localhost, 10.0.0.2  | 10.0.0.2",
                "10.0.0.1    | 198.51.100.1,                      | 10.0.0.1",
                "10.0.0.1    | ,,,                                | 10.0.0.1",
                "10.0.0.1    | 3405803777                         | 10.0.0.1",
                "10.0.0.1    | 0x7f.1                             | 10.0.0.1",
                "10.0.0.1    | 198.51.100                         | 10.0.0.1",
                "10.0.0.1    | 256.1.1.1                          | 10.0.0.1",
                "10.0.0.1    | fe80::1%eth0                       | 10.0.0.1",
                "10.0.0.1    | :::::::                            | 10.0.0.1",
                "10.0.0.1    | <script>                           | 10.0.0.1",
                "10.0.0.1    | for=198.51.100.1                   | 10.0.0.1",
            })
    void theLastThatIsNoProxyOfOursIsTheClient(String peer, String header, String client) {
        assertThat(header == null ? client(peer) : client(peer, header)).isEqualTo(client);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(client("10.0.0.1", "198.51.100.1, 198.51.100.2", "10.0.0.2"))
                .isEqualTo("198.51.100.2");
        assertThat(client("10.0.0.1", "198.51.100.1", "junk", "10.0.0.2")).isEqualTo("10.0.0.2");
    }

    /** As long as headers may be. */
    @Test
    void longListIsReadNoFurtherThanProxiesStandInARow() {
        String longest = String.join(",", Collections.nCopies(2_000, "10.0.0.7"));

        assertThat(client("10.0.0.1", "198.51.100.1," + longest)).isEqualTo("10.0.0.7");
        assertThat(client("10.0.0.1", "1".repeat(20_000))).isEqualTo("10.0.0.1");
        assertThat(client("10.0.0.1", ":".repeat(20_000))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=198.51.100.1                                    | 198.51.100.1",
                "For=\"[2001:db8::7]:4711\"                          | 2001:db8:0:0:0:0:0:7",
                "proto=https;for=198.51.100.1;by=10.0.0.2            | 198.51.100.1",
                "for=127.0.0.1, for=198.51.100.1, for=10.0.0.2       | 198.51.100.1",
                "for=unknown                                         | 10.0.0.1",
                "for=_hidden                                         | 10.0.0.1",
                "by=198.51.100.1                                     | 10.0.0.1",
                "198.51.100.1                                        | 10.0.0.1",
                "for=\"198.51.100.1, for=198.51.100.2                | 198.51.100.2",
            })
    void readsForwardedWhereTheProxiesWriteIt(String header, String client) {
        assertThat(new ClientAddress(PROXIES, Header.FORWARDED).of("10.0.0.1", List.of(header)))
                .isEqualTo(client);
    }

    @Test
    void networkThatIsNoneIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientAddress(List.of("10.0.0.1"), Header.FORWARDED))
                .withMessageStartingWith(
                        "FLAGMETER_TRUSTED_PROXIES is wrong: \"10.0.0.1\" is not a network");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "2001:db8:0:1:a:b:c:d, 20:01:0d:b8:00:00:00:01::/64",
        "2001:db8:0:1::2, 20:01:0d:b8:00:00:00:01::/64",
        "2001:db8:0:2::2, 20:01:0d:b8:00:00:00:02::/64",
        "fe80:0:0:0:0:0:0:1%eth0, fe:80:00:00:00:00:00:00::/64",
        "::ffff:203.0.113.9, ::ffff:203.0.113.9",
        "unknown, unknown"
    })
    void manyAddressesOfOneClientCountAsOne(String address, String network) {
        assertThat(ClientAddress.networkOf(address)).isEqualTo(network);
    }
}
