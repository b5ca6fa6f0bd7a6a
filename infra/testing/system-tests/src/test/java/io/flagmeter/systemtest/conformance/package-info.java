/** What the API and its pages promise, asked of the packaged programs. */
@NullMarked
package io.flagmeter.systemtest.conformance;

import org.jspecify.annotations.NullMarked;
