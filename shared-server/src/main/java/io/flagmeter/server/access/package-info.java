/**
 * Which requests may pass: the operator's by their key, and those whose path means what it says.
 */
@NullMarked
package io.flagmeter.server.access;

import org.jspecify.annotations.NullMarked;
