package io.flagmeter.server.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Optional;

/** Whose word is taken for the address of a client. */
@ConfigMapping(prefix = "flagmeter.trusted-proxies")
interface ProxyConfig {

    /** Networks of proxies, such as 10.0.0.0/8. */
    @WithParentName
    Optional<List<String>> networks();

    /**
     * The header that they write, {@code x-forwarded-for} or {@code forwarded}. One of them: the
     * other one would be what the client wrote.
     */
    @WithDefault("x-forwarded-for")
    Header header();

    /** The values of {@code FLAGMETER_TRUSTED_PROXIES_HEADER}. */
    enum Header {
        X_FORWARDED_FOR,
        FORWARDED
    }
}
