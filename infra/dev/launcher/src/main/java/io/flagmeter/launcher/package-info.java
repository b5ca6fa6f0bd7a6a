/**
 * The launcher behind {@code ./flagmeter}: starts, watches, examines and stops one clone's stack.
 */
@NullMarked
package io.flagmeter.launcher;

import org.jspecify.annotations.NullMarked;
