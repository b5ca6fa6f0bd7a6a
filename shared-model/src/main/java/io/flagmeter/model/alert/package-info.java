/** Where alerts may be sent: the rules of webhook URLs and of the addresses behind them. */
@NullMarked
package io.flagmeter.model.alert;

import org.jspecify.annotations.NullMarked;
