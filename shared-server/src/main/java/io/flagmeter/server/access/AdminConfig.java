package io.flagmeter.server.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The operator's key, which is there before any other. */
@ConfigMapping(prefix = "flagmeter.admin")
interface AdminConfig {

    /** Of at least 16 characters. */
    Optional<String> key();
}
