/** Events from clients: reads, checks, queues and answers them. */
@NullMarked
package io.flagmeter.api.ingest;

import org.jspecify.annotations.NullMarked;
