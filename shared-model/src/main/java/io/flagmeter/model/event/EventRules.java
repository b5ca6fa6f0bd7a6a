package io.flagmeter.model.event;

/** What the fields of an event may hold. One place, so that every way in refuses alike. */
public final class EventRules {

    /** Longest tenant, feature or event id, in characters. */
    public static final int MAX_LENGTH = 128;

    /** Most tokens one event may carry: 10^12, so that nine million events fit a 64-bit sum. */
    public static final long MAX_TOKENS = 1_000_000_000_000L;

    private static final boolean[] NAME_CHARACTERS = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) {
            NAME_CHARACTERS[c] = true;
        }
        for (char c = 'A'; c <= 'Z'; c++) {
            NAME_CHARACTERS[c] = true;
            NAME_CHARACTERS[c + ('a' - 'A')] = true;
        }
        for (char c : "._:/@-".toCharArray()) {
            NAME_CHARACTERS[c] = true;
        }
    }

    private EventRules() {}

    /**
     * Checks a tenant's or feature's name: 1 to 128 of {@code A-Z a-z 0-9 . _ : / @ -}, where what
     * stands before, between and after slashes is neither empty nor one or two dots. Names are
     * parts of paths, and what resolves or tidies paths would take such a name for another one.
     *
     * @throws InvalidEventException naming the field and the limit
     */
    public static void name(String field, String value) throws InvalidEventException {
        characters(field, value);
        int start = 0;
        for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', start)) {
            segment(field, value, start, slash);
            start = slash + 1;
        }
        segment(field, value, start, value.length());
    }

    private static void segment(String field, String value, int start, int end)
            throws InvalidEventException {
        if (start == end) {
            throw new InvalidEventException(
                    field, "must not begin or end with a slash, nor hold two in a row");
        }
        if (value.charAt(start) == '.'
                && (end - start == 1 || (end - start == 2 && value.charAt(start + 1) == '.'))) {
            throw new InvalidEventException(field, "must not hold . or .. as a part of a path");
        }
    }

    /**
     * Checks the characters of a name, which is all that was asked of those stored by an earlier
     * version: they can still be read.
     *
     * @throws InvalidEventException naming the field and the limit
     */
    public static void characters(String field, String value) throws InvalidEventException {
        length(field, value);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 128 || !NAME_CHARACTERS[c]) {
                throw new InvalidEventException(
                        field, "may hold only A-Z a-z 0-9 . _ : / @ - (character " + (i + 1) + ")");
            }
        }
    }

    /**
     * Checks an event id: 1 to 128 characters, none of them a control character.
     *
     * @throws InvalidEventException naming the field and the limit
     */
    public static void id(String value) throws InvalidEventException {
        length("id", value);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                continue;
            }
            // A lone surrogate has no UTF-8 form: two such ids would be stored as the same text.
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                throw new InvalidEventException(
                        "id", "must not hold control characters (character " + (i + 1) + ")");
            }
        }
    }

    /**
     * Checks a number of tokens: 0 to 10^12.
     *
     * @throws InvalidEventException naming the field and the limit
     */
    public static void tokens(long value) throws InvalidEventException {
        tokens("tokens", value);
    }

    static void tokens(String field, long value) throws InvalidEventException {
        if (value < 0 || value > MAX_TOKENS) {
            throw new InvalidEventException(field, TOKENS_RULE);
        }
    }

    static final String TOKENS_RULE = "must be an integer from 0 to 1000000000000";

    private static void length(String field, String value) throws InvalidEventException {
        if (value.isBlank()) {
            throw new InvalidEventException(field, "must not be blank");
        }
        if (value.length() > MAX_LENGTH) {
            throw new InvalidEventException(
                    field,
                    "must be at most " + MAX_LENGTH + " characters long, was " + value.length());
        }
    }
}
