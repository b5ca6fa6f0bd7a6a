package io.flagmeter.api.corrections;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.api.tenants.NameParameter;
import io.flagmeter.model.event.EventRules;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.Rfc3339;
import io.flagmeter.model.rollup.RollupKey;
import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody wants to have corrected, and why. */
sealed interface NewCorrection {

    int LONGEST_REASON = 500;

    /** As large as a quota. */
    long MOST_TOKENS = 1_000_000_000_000_000L;

    /** PostgreSQL does not know all times that Java does. */
    Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    String tenant();

    String reason();

    /** As it is stored, and as clients see it. */
    CorrectionType type();

    /**
     * An event that is to count no more.
     *
     * @param day on which it was counted, in UTC; null if it was on one only
     */
    record EventVoid(String tenant, String event, @Nullable LocalDate day, String reason)
            implements NewCorrection {

        static final List<String> FIELDS =
                List.of("type", "tenant", "event", "timestamp", "reason");

        @Override
        public CorrectionType type() {
            return CorrectionType.VOID;
        }
    }

    /**
     * Tokens to add, or to take away if negative.
     *
     * @param minute null: now, or the newest minutes that have some
     */
    record Adjustment(
            String tenant, String feature, long tokens, @Nullable Instant minute, String reason)
            implements NewCorrection {

        static final List<String> FIELDS =
                List.of("type", "tenant", "feature", "tokens", "timestamp", "reason");

        @Override
        public CorrectionType type() {
            return CorrectionType.ADJUSTMENT;
        }
    }

    /** The fields of either. */
    List<String> FIELDS =
            List.of("type", "tenant", "event", "feature", "tokens", "timestamp", "reason");

    /**
     * Reads a body.
     *
     * @throws ProblemException that names the field at fault
     */
    static NewCorrection of(JsonFields fields, Instant now) {
        CorrectionType type =
                fields.text("type")
                        .flatMap(CorrectionType::of)
                        .orElseThrow(
                                () -> JsonFields.invalid("type", "must be void or adjustment"));
        return switch (type) {
            case VOID -> {
                requireOnly(fields, EventVoid.FIELDS);
                yield new EventVoid(
                        tenant(fields),
                        event(fields),
                        timestamp(fields)
                                .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
                                .orElse(null),
                        reason(fields));
            }
            case ADJUSTMENT -> {
                requireOnly(fields, Adjustment.FIELDS);
                yield new Adjustment(
                        tenant(fields),
                        feature(fields),
                        tokens(fields),
                        timestamp(fields).map(time -> minute(time, now)).orElse(null),
                        reason(fields));
            }
        };
    }

    private static void requireOnly(JsonFields fields, List<String> known) {
        for (String field : FIELDS) {
            if (fields.has(field) && !known.contains(field)) {
                throw JsonFields.invalid(
                        field, "is not known here; known are " + String.join(", ", known));
            }
        }
    }

    private static String tenant(JsonFields fields) {
        return fields.text("tenant")
                .filter(NameParameter::isName)
                .orElseThrow(
                        () ->
                                JsonFields.invalid(
                                        "tenant", "is required, and must be the name of a tenant"));
    }

    private static String feature(JsonFields fields) {
        return fields.text("feature")
                .filter(name -> NameParameter.isName(name) || name.equals(RollupKey.OTHER))
                .orElseThrow(
                        () ->
                                JsonFields.invalid(
                                        "feature",
                                        "is required, and must be the name of a feature, or "
                                                + RollupKey.OTHER));
    }

    private static String event(JsonFields fields) {
        String id =
                fields.text("event").orElseThrow(() -> JsonFields.invalid("event", "is required"));
        try {
            EventRules.id(id);
        } catch (InvalidEventException e) {
            throw JsonFields.invalid("event", e.reason());
        }
        return id;
    }

    private static long tokens(JsonFields fields) {
        return fields.integer("tokens", -MOST_TOKENS, MOST_TOKENS)
                .filter(tokens -> tokens != 0)
                .orElseThrow(() -> JsonFields.invalid("tokens", "is required, and never 0"));
    }

    private static String reason(JsonFields fields) {
        return fields.text("reason")
                .map(String::strip)
                .filter(text -> !text.isEmpty() && text.length() <= LONGEST_REASON)
                .filter(text -> text.chars().noneMatch(Character::isISOControl))
                .filter(text -> UTF_8.newEncoder().canEncode(text))
                .orElseThrow(
                        () ->
                                JsonFields.invalid(
                                        "reason",
                                        "is required, one line of at most %d characters"
                                                .formatted(LONGEST_REASON)));
    }

    private static Optional<Instant> timestamp(JsonFields fields) {
        return fields.text("timestamp").map(NewCorrection::time);
    }

    private static Instant time(String text) {
        try {
            Instant time = Rfc3339.parse(text);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(END)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw JsonFields.invalid(
                    "timestamp", "must be an RFC 3339 time such as 2026-11-25T14:32:00Z");
        }
        throw JsonFields.invalid("timestamp", "must lie in a year from 1970 to 9999");
    }

    private static Instant minute(Instant time, Instant now) {
        if (time.isAfter(now)) {
            throw JsonFields.invalid("timestamp", "must not lie ahead");
        }
        return time.truncatedTo(ChronoUnit.MINUTES);
    }
}
