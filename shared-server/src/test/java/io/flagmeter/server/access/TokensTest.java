package io.flagmeter.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagmeter.fixtures.TestIssuer;
import io.flagmeter.model.access.Scope;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TokensTest {

    @AutoClose private final TestIssuer issuer = new TestIssuer();

    private final Tokens tokens = tokens(issuer.url(), "meter", Clock.systemUTC());

    TokensTest() throws Exception {}

    private static Tokens tokens(String issuer, String audience, Clock clock) {
        return new Tokens(
                new JwtConfig() {
                    @Override
                    public Optional<String> issuer() {
                        return Optional.of(issuer);
                    }

                    @Override
                    public Optional<String> audience() {
                        return Optional.of(audience).filter(text -> !text.isEmpty());
                    }

                    @Override
                    public Optional<String> jwksUrl() {
                        return Optional.empty();
                    }

                    @Override
                    public String tenantClaim() {
                        return "flagmeter_tenant";
                    }
                },
                clock);
    }

    private void isRefused(String token, String sentence) {
        Problem refusal =
                catchThrowableOfType(ProblemException.class, () -> tokens.verify(token)).problem();

        assertThat(refusal.type()).isEqualTo(ProblemType.UNAUTHORIZED);
        assertThat(refusal.detail()).contains(sentence);
        assertThat(tokens.known(token)).isNull();
    }

    @Test
    void goodTokenIsItsSubjectWithItsScopesAndTenant() throws Exception {
        String token = issuer.token(issuer.claims());

        Caller caller = tokens.verify(token);

        assertThat(tokens.isToken(token)).isTrue();
        assertThat(caller.name()).isEqualTo("token:billing");
        assertThat(caller.scopes()).containsExactlyInAnyOrder(Scope.READ, Scope.INGEST);
        assertThat(caller.tenant()).isEqualTo("acme");
        assertThat(tokens.known(token)).isEqualTo(caller);
    }

    @Test
    void starIsEveryTenantAndScopesMayBeAnArray() throws Exception {
        JwtClaims claims = issuer.claims();
        claims.setStringClaim("flagmeter_tenant", "*");
        claims.setStringListClaim("scope", List.of("flagmeter:admin", "admin", "flagmeter:root"));

        Caller caller = tokens.verify(issuer.token(claims));

        assertThat(caller.tenant()).isNull();
        assertThat(caller.scopes()).containsExactly(Scope.ADMIN);
    }

    @Test
    void tokenOfOneTenantIsNeverAnAdmins() throws Exception {
        JwtClaims claims = issuer.claims();
        claims.setStringClaim("scope", "flagmeter:admin");

        assertThat(tokens.verify(issuer.token(claims)).scopes()).isEmpty();
    }

    @Test
    void tokenThatNamesNoTenantIsRefused() throws Exception {
        JwtClaims claims = issuer.claims();
        claims.unsetClaim("flagmeter_tenant");
        isRefused(issuer.token(claims), "names no tenant in the claim flagmeter_tenant");

        claims.setStringClaim("flagmeter_tenant", "a b");
        isRefused(issuer.token(claims), "names a tenant that cannot be one");

        claims.setClaim("flagmeter_tenant", 7);
        isRefused(issuer.token(claims), "a claim of another type");
    }

    @Test
    void tokenThatWasNotMadeForUsByTheIssuerNowIsRefused() throws Exception {
        JwtClaims expired = issuer.claims();
        expired.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 60));
        isRefused(issuer.token(expired), "has expired");

        JwtClaims eternal = issuer.claims();
        eternal.unsetClaim("exp");
        isRefused(issuer.token(eternal), "does not count");

        JwtClaims elsewhere = issuer.claims();
        elsewhere.setAudience("other");
        isRefused(issuer.token(elsewhere), "does not count");

        JwtClaims another = issuer.claims();
        another.setIssuer("https://attacker.example");
        isRefused(issuer.token(another), "does not count");

        var theirs = RsaJwkGenerator.generateJwk(2048);
        theirs.setKeyId(issuer.key().getKeyId());
        isRefused(TestIssuer.token(issuer.claims(), theirs), "does not count");
        isRefused("a.b.c", "does not count");
    }

    /** Signed by nobody, or with the public key as a shared secret. */
    @Test
    void algorithmIsNotTheSendersChoice() throws Exception {
        var unsigned = new JsonWebSignature();
        unsigned.setPayload(issuer.claims().toJson());
        unsigned.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        unsigned.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        isRefused(unsigned.getCompactSerialization(), "this token is signed by a key");

        var confused = new JsonWebSignature();
        confused.setPayload(issuer.claims().toJson());
        confused.setKeyIdHeaderValue(issuer.key().getKeyId());
        confused.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        confused.setKey(new HmacKey(issuer.key().getPublicKey().getEncoded()));
        isRefused(confused.getCompactSerialization(), "this token is signed by a key");
    }

    @Test
    void keysAreAskedForOnceAndAgainWhenOneIsMissing() throws Exception {
        tokens.verify(issuer.token(issuer.claims()));
        JwtClaims other = issuer.claims();
        other.setSubject("another");
        tokens.verify(issuer.token(other));
        assertThat(issuer.asked()).isEqualTo(1);

        issuer.rotate();
        var fresh = tokens(issuer.url(), "meter", Clock.systemUTC());
        assertThat(fresh.verify(issuer.token(issuer.claims())).name()).isEqualTo("token:billing");
    }

    /** Each would be a request to the issuer otherwise. */
    @Test
    void inventedKeysDoNotMakeUsAskEachTime() throws Exception {
        tokens.verify(issuer.token(issuer.claims()));
        var theirs = RsaJwkGenerator.generateJwk(2048);
        for (int i = 0; i < 20; i++) {
            theirs.setKeyId("invented-" + i);
            isRefused(TestIssuer.token(issuer.claims(), theirs), "the issuer does not show");
        }

        assertThat(issuer.asked()).isLessThanOrEqualTo(2);
    }

    @Test
    void tokenOfAnIssuerThatIsAwayIsRefusedUntilItIsBack() throws Exception {
        String token = issuer.token(issuer.claims());
        issuer.close();

        isRefused(token, "the issuer does not answer");
    }

    @Test
    void verifiedTokenIsForgottenAfterFiveMinutes() throws Exception {
        String token = issuer.token(issuer.claims());
        var later = Clock.fixed(Instant.now().minusSeconds(299), ZoneOffset.UTC);
        Tokens early = tokens(issuer.url(), "meter", later);
        early.verify(token);
        assertThat(early.known(token)).isNotNull();

        JwtClaims soon = issuer.claims();
        soon.setExpirationTime(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 5));
        String ended = issuer.token(soon);
        tokens.verify(ended); // within the skew of clocks
        assertThat(tokens.known(ended)).isNull();
    }

    @Test
    void whatIsNoTokenIsLeftToKeys() {
        assertThat(tokens.isToken(null)).isFalse();
        assertThat(tokens.isToken("fm_key")).isFalse();
        assertThat(tokens.isToken("a.b")).isFalse();
        assertThat(tokens.isToken("x.".repeat(2) + "y".repeat(9_000))).isFalse();
    }

    @Test
    void issuerWhoseKeysAnybodyCouldChangeStopsTheServer() {
        for (String url : List.of("http://id.example", "http://127.0.0.1.id.example", "ftp://x")) {
            assertThatThrownBy(
                            () -> tokens(url, "meter", Clock.systemUTC()).check(new StartupEvent()))
                    .hasMessageStartingWith("FLAGMETER_JWT_ISSUER must begin with https://");
        }
    }

    @Test
    void issuerWithoutAnAudienceStopsTheServer() {
        assertThatThrownBy(
                        () ->
                                tokens("https://id.example", "", Clock.systemUTC())
                                        .check(new StartupEvent()))
                .hasMessageStartingWith("FLAGMETER_JWT_AUDIENCE is missing");
    }
}
