/** Who may administrate, and the manners that all admin paths share. */
@NullMarked
package io.flagmeter.api.admin;

import org.jspecify.annotations.NullMarked;
