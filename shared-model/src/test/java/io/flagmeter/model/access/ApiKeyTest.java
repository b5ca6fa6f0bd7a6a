package io.flagmeter.model.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    /** All bits of the random part are the generator's. */
    private static RandomGenerator always(int value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return value;
            }

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) value);
            }
        };
    }

    @Test
    void keyIsItsPrefixItsRandomPartAndTheirChecksum() {
        // By Python: zlib.crc32(b"fm_" + b"0" * 43), in base 62.
        assertThat(ApiKey.random(always(0)).text()).isEqualTo("fm_" + "0".repeat(43) + "1c2fpy");
        assertThat(ApiKey.random(always(-1)).text()).matches("fm_[0-9A-Za-z]{49}");
    }

    @Test
    void keysAreAllDifferentAndWellFormed() {
        var random = new SecureRandom();
        var keys = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            keys.add(ApiKey.random(random).text());
        }

        assertThat(keys).hasSize(1_000).allMatch(ApiKey::isWellFormed);
    }

    @Test
    void anyMistypedCharacterIsRecognised() {
        String key = ApiKey.random(new SecureRandom()).text();

        for (int i = 0; i < key.length(); i++) {
            char other = key.charAt(i) == 'a' ? 'b' : 'a';
            String mistyped = key.substring(0, i) + other + key.substring(i + 1);
            assertThat(ApiKey.isWellFormed(mistyped)).as(mistyped).isFalse();
        }
        assertThat(ApiKey.isWellFormed(key + "0")).isFalse();
        assertThat(ApiKey.isWellFormed("")).isFalse();
    }

    @Test
    void hashIsTheSha256OfTheWholeKey() throws Exception {
        var key = ApiKey.random(new SecureRandom());

        assertThat(key.hash().bytes())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(key.text().getBytes(UTF_8)));
        assertThat(KeyHash.of(key.hash().bytes())).isEqualTo(key.hash());
        assertThatThrownBy(() -> KeyHash.of(new byte[31]))
                .hasMessage("a SHA-256 has 32 bytes, not 31");
    }

    @Test
    void littleOfAKeyIsShown() {
        var key = ApiKey.random(new SecureRandom());

        assertThat(key.shown()).hasSize(9).isEqualTo(key.text().substring(0, 9));
    }
}
