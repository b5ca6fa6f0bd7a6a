/** Runs a real PostgreSQL and a real Valkey as child processes that outlive this JVM. */
@NullMarked
package io.flagmeter.embedded;

import org.jspecify.annotations.NullMarked;
