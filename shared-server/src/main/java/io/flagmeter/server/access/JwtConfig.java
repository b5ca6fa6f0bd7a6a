package io.flagmeter.server.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Whose tokens are taken beside keys. Without an issuer none are. */
@ConfigMapping(prefix = "flagmeter.jwt")
interface JwtConfig {

    /** As the claim {@code iss} has it. */
    Optional<String> issuer();

    /** What the claim {@code aud} must hold. */
    Optional<String> audience();

    /** Where the issuer's public keys are; found by OpenID Connect Discovery if not set. */
    Optional<String> jwksUrl();

    /** The claim that names the tenant, or all of them by {@code *}. */
    @WithDefault("flagmeter_tenant")
    String tenantClaim();
}
