package io.flagmeter.server.access;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How the operator is known. */
@ConfigMapping(prefix = "flagmeter.admin")
interface AdminConfig {

    /** Of at least 16 characters; without it nobody is. */
    Optional<String> key();
}
