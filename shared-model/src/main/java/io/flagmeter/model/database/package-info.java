/** How every service changes the database. */
@NullMarked
package io.flagmeter.model.database;

import org.jspecify.annotations.NullMarked;
