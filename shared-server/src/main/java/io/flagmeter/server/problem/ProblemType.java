package io.flagmeter.server.problem;

/**
 * The kinds of problem. A type's URI {@code urn:flagmeter:problem:SLUG} never changes meaning, so
 * that clients can branch on it; the words may change.
 */
public enum ProblemType {
    MALFORMED_JSON(400, "malformed-json", "Malformed JSON"),
    EMPTY_BODY(400, "empty-body", "Empty body"),
    INVALID_EVENT(400, "invalid-event", "Invalid event"),
    EMPTY_BATCH(400, "empty-batch", "Empty batch"),
    INVALID_PARAMETER(400, "invalid-parameter", "Invalid parameter"),
    INVALID_FIELD(400, "invalid-field", "Invalid field"),
    BAD_REQUEST(400, "bad-request", "Bad request"),
    UNAUTHORIZED(401, "unauthorized", "Unauthorized"),
    FORBIDDEN(403, "forbidden", "Forbidden"),
    NOT_FOUND(404, "not-found", "Not found"),
    UNKNOWN_TENANT(404, "unknown-tenant", "Unknown tenant"),
    UNKNOWN_WEBHOOK(404, "unknown-webhook", "Unknown webhook"),
    UNKNOWN_ALERT(404, "unknown-alert", "Unknown alert"),
    UNKNOWN_DEAD_LETTER(404, "unknown-dead-letter", "Unknown dead letter"),
    UNKNOWN_KEY(404, "unknown-key", "Unknown key"),
    UNKNOWN_RATE_LIMIT(404, "unknown-rate-limit", "Unknown rate limit"),
    UNKNOWN_SWITCH(404, "unknown-switch", "Unknown switch"),
    UNKNOWN_EVENT(404, "unknown-event", "Unknown event"),
    UNKNOWN_CORRECTION(404, "unknown-correction", "Unknown correction"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed"),
    NOT_ACCEPTABLE(406, "not-acceptable", "Not acceptable"),
    REQUEST_TIMEOUT(408, "request-timeout", "Request timeout"),
    CONFLICT(409, "conflict", "Conflict"),
    BELOW_ZERO(409, "below-zero", "Below zero"),
    TOTAL_FULL(409, "total-full", "Total full"),
    IDEMPOTENCY_KEY_IN_USE(409, "idempotency-key-in-use", "Idempotency key in use"),
    PRECONDITION_FAILED(412, "precondition-failed", "Precondition failed"),
    BODY_TOO_LARGE(413, "body-too-large", "Body too large"),
    BATCH_TOO_LONG(413, "batch-too-long", "Batch too long"),
    URI_TOO_LONG(414, "uri-too-long", "URI too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "Unsupported media type"),
    UNSUPPORTED_ENCODING(415, "unsupported-encoding", "Unsupported content encoding"),
    EXPECTATION_FAILED(417, "expectation-failed", "Expectation failed"),
    QUERY_TOO_WIDE(422, "query-too-wide", "Query too wide"),
    IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "Idempotency key reused"),
    RATE_LIMITED(429, "rate-limited", "Rate limited"),
    HEADERS_TOO_LARGE(431, "headers-too-large", "Headers too large"),
    INTERNAL(500, "internal", "Internal error"),
    NOT_IMPLEMENTED(501, "not-implemented", "Not implemented"),
    VERSION_NOT_SUPPORTED(505, "version-not-supported", "HTTP version not supported"),
    BUSY(503, "busy", "Busy"),
    QUEUE_FULL(503, "queue-full", "Queue full"),
    VALKEY_UNAVAILABLE(503, "valkey-unavailable", "Valkey unavailable"),
    DATABASE_UNAVAILABLE(503, "database-unavailable", "Database unavailable");

    private final int status;
    private final String slug;
    private final String title;

    ProblemType(int status, String slug, String title) {
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    public int status() {
        return status;
    }

    /** The last part of the type's URI, also the label of refusals in the metrics. */
    public String slug() {
        return slug;
    }

    public String title() {
        return title;
    }

    /** Whether it is for the operator to look into, who then wants to know which request it was. */
    public boolean ours() {
        return status >= 500;
    }

    /** Whether the same request may succeed a moment later: such answers carry Retry-After. */
    public boolean passing() {
        return status == 503 || this == IDEMPOTENCY_KEY_IN_USE;
    }
}
