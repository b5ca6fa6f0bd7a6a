package io.flagmeter.model.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code DATABASE_URL} as Heroku, Coolify and libpq write it, in the terms of JDBC. */
record DatabaseUrl(String value) {

    // Not java.net.URI, which knows no host with an underscore; Compose makes such names.
    private static final Pattern FORM =
            Pattern.compile(
                    "postgres(?:ql)?://(?:(?<user>[^:@/]+)(?::(?<password>[^@/]*))?@)?"
                            + "(?<host>[^:@/?#\\s\\[\\]]+|\\[[0-9a-fA-F:.]+])(?::(?<port>\\d{1,5}))?"
                            + "/(?<database>[^/?#\\s]+)(?<parameters>\\?[^#\\s]*)?");

    /**
     * The Quarkus properties for this URL. Parameters such as {@code ?sslmode=require} are passed
     * on.
     *
     * @throws IllegalArgumentException if it is not a PostgreSQL URL; never repeats the password
     */
    Map<String, String> properties() {
        Matcher url = FORM.matcher(value.strip());
        if (!url.matches()) {
            throw new IllegalArgumentException(
                    "DATABASE_URL must look like postgresql://user:password@host:5432/database");
        }
        var properties = new TreeMap<String, String>();
        properties.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://%s:%s/%s%s"
                        .formatted(
                                url.group("host"),
                                url.group("port") == null ? "5432" : url.group("port"),
                                url.group("database"),
                                url.group("parameters") == null ? "" : url.group("parameters")));
        if (url.group("user") != null) {
            properties.put("quarkus.datasource.username", decoded(url.group("user")));
        }
        if (url.group("password") != null) {
            properties.put("quarkus.datasource.password", decoded(url.group("password")));
        }
        return properties;
    }

    private static String decoded(String text) {
        // URLDecoder is for forms, where a plus means a space; in a URL it is a plus.
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
