/** What a message says, whoever is told. */
@NullMarked
package io.flagmeter.alerting.notice;

import org.jspecify.annotations.NullMarked;
