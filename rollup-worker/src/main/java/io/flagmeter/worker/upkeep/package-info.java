/** Keeps the database in shape: schema, partitions, retention, the ledger. */
@NullMarked
package io.flagmeter.worker.upkeep;

import org.jspecify.annotations.NullMarked;
