/** Where a request comes from, also behind proxies. */
@NullMarked
package io.flagmeter.server.client;

import org.jspecify.annotations.NullMarked;
