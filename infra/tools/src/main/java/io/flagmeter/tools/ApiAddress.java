package io.flagmeter.tools;

import java.net.URI;

/** Where an API is, and what opens the operator's paths of it. */
public record ApiAddress(URI url, OperatorKey key) {}
