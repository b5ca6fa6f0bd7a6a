/** One line for each request, for whoever asks for it. */
@NullMarked
package io.flagmeter.server.accesslog;

import org.jspecify.annotations.NullMarked;
