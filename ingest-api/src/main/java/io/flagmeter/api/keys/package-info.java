/** The API's keys: made, listed, renewed and revoked. */
@NullMarked
package io.flagmeter.api.keys;

import org.jspecify.annotations.NullMarked;
