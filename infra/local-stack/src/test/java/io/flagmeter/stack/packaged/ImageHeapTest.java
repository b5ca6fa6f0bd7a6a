package io.flagmeter.stack.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageHeapTest {

    /** Holds what no native program may hold, hidden as it would be. */
    static final class Bad {

        private static final Random SEEDED = new Random(1);
        private static final List<Nested> IN_A_LIST =
                List.of(new Nested(InetAddress.ofLiteral("10.0.0.1")));
        private static final long MOMENT = System.nanoTime();
        private static final ThreadLocal<Random> LATER = ThreadLocal.withInitial(Random::new);

        private record Nested(InetAddress address) {}

        static Object use() {
            return List.of(SEEDED, IN_A_LIST, MOMENT, LATER);
        }
    }

    @Test
    void whatAMachineOrAMomentWouldBeCarriedInIsFound() {
        assertThat(Bad.use()).isNotNull();

        assertThat(ImageHeap.findings(ImageHeapTest.class))
                .filteredOn(finding -> finding.startsWith(Bad.class.getName()))
                .containsExactlyInAnyOrder(
                        Bad.class.getName() + " is initialised with java/lang/System.nanoTime",
                        Bad.class.getName() + ".SEEDED holds a java.util.Random",
                        Bad.class.getName() + ".IN_A_LIST holds a java.net.Inet4Address");
    }
}
