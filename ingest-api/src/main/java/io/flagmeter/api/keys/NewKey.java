package io.flagmeter.api.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.access.Scope;
import io.flagmeter.model.event.Rfc3339;
import io.flagmeter.server.body.JsonFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be.
 *
 * @param tenant null is every tenant
 * @param expiresAt null is never
 */
record NewKey(
        String name, Set<Scope> scopes, @Nullable String tenant, @Nullable Instant expiresAt) {

    static final List<String> FIELDS = List.of("name", "scopes", "tenant", "expiresAt");

    static final int LONGEST_NAME = 128;
    private static final Duration FARTHEST = Duration.ofDays(3_653);

    NewKey {
        scopes = Set.copyOf(scopes);
    }

    static NewKey of(JsonFields fields, Instant now) {
        Set<Scope> scopes = scopes(fields);
        String tenant = fields.text("tenant").orElse(null);
        if (tenant != null && !NameParameter.isName(tenant)) {
            throw JsonFields.invalid("tenant", "must be the name of a tenant");
        }
        if (tenant != null && scopes.contains(Scope.ADMIN)) {
            throw JsonFields.invalid(
                    "tenant", "is not for keys with the scope admin, which is for all tenants");
        }
        return new NewKey(name(fields), scopes, tenant, expiry(fields, now).orElse(null));
    }

    private static String name(JsonFields fields) {
        return fields.text("name")
                .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
                .filter(name -> name.chars().noneMatch(Character::isISOControl))
                .filter(name -> UTF_8.newEncoder().canEncode(name))
                .orElseThrow(
                        () ->
                                JsonFields.invalid(
                                        "name",
                                        "must be 1 to 128 characters that say what the key is for"));
    }

    private static Set<Scope> scopes(JsonFields fields) {
        var scopes = new TreeSet<Scope>();
        for (String text : fields.texts("scopes", Scope.values().length).orElse(List.of())) {
            Optional<Scope> scope = Scope.of(text);
            if (scope.isEmpty() || !scopes.add(scope.get())) {
                throw noScopes();
            }
        }
        if (scopes.isEmpty()) {
            throw noScopes();
        }
        return scopes;
    }

    private static RuntimeException noScopes() {
        return JsonFields.invalid(
                "scopes", "must be an array of ingest, read or admin, each at most once");
    }

    /** When a key is to end; empty if never. */
    static Optional<Instant> expiry(JsonFields fields, Instant now) {
        return fields.text("expiresAt").map(text -> time(text, now));
    }

    private static Instant time(String text, Instant now) {
        try {
            Instant time = Rfc3339.parse(text);
            if (time.isAfter(now) && time.isBefore(now.plus(FARTHEST))) {
                return time;
            }
        } catch (DateTimeException e) {
            throw JsonFields.invalid("expiresAt", "must be a time as RFC 3339 has it");
        }
        throw JsonFields.invalid("expiresAt", "must lie ahead, by at most ten years");
    }
}
