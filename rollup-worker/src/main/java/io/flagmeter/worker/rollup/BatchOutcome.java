package io.flagmeter.worker.rollup;

import io.flagmeter.model.rollup.RollupKey;
import java.util.List;

/**
 * What became of a batch: {@code applied + duplicate + dead} is the number of its events.
 *
 * @param crossings quota thresholds that it passed
 * @param folded those of the applied that count as {@link RollupKey#OTHER}
 * @param deadLetters the encoded dead letters, the same for every delivery of the batch
 * @param repeated the batch had been applied before, and nothing was changed this time
 */
public record BatchOutcome(
        int applied,
        int duplicate,
        int dead,
        int crossings,
        int folded,
        List<byte[]> deadLetters,
        boolean repeated) {}
