/** A Quarkus extension that gives dev mode and tests an embedded PostgreSQL and Valkey. */
@NullMarked
package io.flagmeter.devservices;

import org.jspecify.annotations.NullMarked;
