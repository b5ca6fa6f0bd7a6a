package io.flagmeter.api.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.query.Parameters;
import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.server.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Where a page of tenants ends.
 *
 * @param now of the first page, by which all are sorted, so that none is skipped or shown twice
 *     because time goes on
 */
record Cursor(Ranking ranking, Instant now, long rank, String tenant) {

    /** How long one may go on. */
    private static final Duration LIFE = Duration.ofHours(1);

    /** As a parameter of a query has it. */
    String text() {
        String parts = "%s %d %d %s".formatted(ranking, now.getEpochSecond(), rank, tenant);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(parts.getBytes(UTF_8));
    }

    /**
     * Reads the parameter {@code after}.
     *
     * @throws ProblemException if it is no cursor of this list and of the last hour
     */
    static Cursor of(String text, Ranking ranking, Instant now) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", -1);
            if (parts.length == 4
                    && parts[0].equals(ranking.name())
                    && NameParameter.isName(parts[3])) {
                Instant first = Instant.ofEpochSecond(Long.parseLong(parts[1]));
                if (!first.isAfter(now) && first.isAfter(now.minus(LIFE))) {
                    return new Cursor(ranking, first, Long.parseLong(parts[2]), parts[3]);
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw refusal();
        }
        throw refusal();
    }

    private static ProblemException refusal() {
        return Parameters.invalid(
                "after",
                "must be the next of a page with the same sort, which the hour before had");
    }
}
