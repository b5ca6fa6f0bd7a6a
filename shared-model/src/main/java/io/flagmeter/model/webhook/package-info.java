/** Where alerts may be sent: the rules of webhook URLs and of the addresses behind them. */
@NullMarked
package io.flagmeter.model.webhook;

import org.jspecify.annotations.NullMarked;
