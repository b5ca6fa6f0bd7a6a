/** Addresses and ranges of them, as operators and proxies write them. */
@NullMarked
package io.flagmeter.model.network;

import org.jspecify.annotations.NullMarked;
