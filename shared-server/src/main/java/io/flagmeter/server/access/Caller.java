package io.flagmeter.server.access;

import io.flagmeter.model.access.Scope;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, and what they may do.
 *
 * @param name of the key; no secret
 * @param tenant whose events they may send and whose usage they may read; null: every tenant's
 * @param key its id; null if it is not one of those that the API has made
 */
public record Caller(String name, Set<Scope> scopes, @Nullable String tenant, @Nullable UUID key) {

    /** Who has the key that the server was started with. */
    static final Caller OPERATOR =
            new Caller("operator", Set.of(Scope.INGEST, Scope.READ, Scope.ADMIN), null);

    /** Who has the key for metrics, which are open to {@link Scope#READ} as well. */
    static final Caller SCRAPER = new Caller("scraper", Set.of(), null);

    /** Who has no key, where none is wanted. */
    static final Caller ANYONE = new Caller("anyone", Set.of(Scope.INGEST, Scope.READ), null);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Who has no key that the API has made. */
    public Caller(String name, Set<Scope> scopes, @Nullable String tenant) {
        this(name, scopes, tenant, null);
    }

    /**
     * Asks for a scope.
     *
     * @throws ProblemException if the key does not have it
     */
    public void require(Scope scope) {
        if (scopes.contains(scope)) {
            return;
        }
        throw equals(ANYONE)
                ? Problem.of(
                                ProblemType.UNAUTHORIZED,
                                "this path wants a key with the scope %s: send the header"
                                                .formatted(scope.text())
                                        + " Authorization: Bearer and the key")
                        .toException()
                : forbidden("this key does not have the scope " + scope.text());
    }

    /**
     * Asks for a tenant's usage.
     *
     * @throws ProblemException if the key is for another tenant
     */
    public void requireTenant(String name) {
        if (!isFor(name)) {
            throw forbidden(onlyFor());
        }
    }

    /**
     * Asks for the usage of all tenants.
     *
     * @throws ProblemException if the key is for one of them
     */
    public void requireAllTenants() {
        if (tenant != null) {
            throw forbidden(onlyFor());
        }
    }

    /** Whether it is who has the key that the server was started with. */
    public boolean isOperator() {
        return equals(OPERATOR);
    }

    /** Whether a tenant's events and usage are theirs. */
    public boolean isFor(String name) {
        return tenant == null || tenant.equals(name);
    }

    /** What is said of other tenants' events and usage. */
    public String onlyFor() {
        return "this key is for the tenant %s only".formatted(tenant);
    }

    static ProblemException forbidden(String detail) {
        return Problem.of(ProblemType.FORBIDDEN, detail).toException();
    }
}
