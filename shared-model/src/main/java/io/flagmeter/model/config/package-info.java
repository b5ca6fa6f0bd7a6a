/** Reads the configuration names that users know. */
@NullMarked
package io.flagmeter.model.config;

import org.jspecify.annotations.NullMarked;
