/** What reads of more than one tenant's total share: their turns, their time, their parameters. */
@NullMarked
package io.flagmeter.api.query;

import org.jspecify.annotations.NullMarked;
