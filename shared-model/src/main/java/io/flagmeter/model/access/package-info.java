/** What every server knows of the keys of the API: their form, their hashes, what they allow. */
@NullMarked
package io.flagmeter.model.access;

import org.jspecify.annotations.NullMarked;
