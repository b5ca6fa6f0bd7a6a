/** The API server's start. */
@NullMarked
package io.flagmeter.api;

import org.jspecify.annotations.NullMarked;
