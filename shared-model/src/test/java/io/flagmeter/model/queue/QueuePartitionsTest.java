package io.flagmeter.model.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueuePartitionsTest {

    private static final List<String> TENANTS =
            IntStream.range(0, 6_400).mapToObj(i -> "tenant-" + i).toList();

    /** As zlib.crc32 of Python and crc32(bytea) of PostgreSQL 18 have it. */
    @ParameterizedTest
    @CsvSource({"acme-corp, 16", "a, 3", "x/y:z@1, 19", "T9.b_c, 15"})
    void bucketIsTheChecksumThatOthersComputeToo(String tenant, int bucket) {
        assertThat(TenantBucket.of(tenant)).isEqualTo(bucket);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 64})
    void tenantsSpreadOverAllPartitions(int count) {
        var partitions = new QueuePartitions(count);

        long[] tenants = new long[count];
        TENANTS.forEach(tenant -> tenants[partitions.of(tenant)]++);

        assertThat(Arrays.stream(tenants).min().orElseThrow())
                .isGreaterThan(7L * TENANTS.size() / count / 10);
    }

    @Test
    void partitionsShareNoBucket() {
        var eight = new QueuePartitions(8);

        for (String tenant : TENANTS) {
            assertThat(eight.of(tenant)).isEqualTo(TenantBucket.of(tenant) % 8);
        }
    }

    @Test
    void fewerPartitionsThanBeforeAreRefused() {
        var four = new QueuePartitions(4);
        four.requireAll(0);
        four.requireAll(4);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> four.requireAll(8))
                .withMessage(
                        "FLAGMETER_QUEUE_PARTITIONS is 4, but the queue has been split into 8:"
                                + " it can be raised, not lowered");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 3, 65, 128})
    void otherCountsAreRefusedByName(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QueuePartitions(count))
                .withMessage(
                        "FLAGMETER_QUEUE_PARTITIONS must be a power of two from 1 to 64, is "
                                + count);
    }
}
