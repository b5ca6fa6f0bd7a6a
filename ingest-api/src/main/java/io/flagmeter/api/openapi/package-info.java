/** The API's description: what the annotations of the resources need not say one by one. */
@NullMarked
package io.flagmeter.api.openapi;

import org.jspecify.annotations.NullMarked;
