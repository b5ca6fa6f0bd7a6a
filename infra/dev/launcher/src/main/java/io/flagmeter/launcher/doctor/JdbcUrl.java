package io.flagmeter.launcher.doctor;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;

/** {@code DATABASE_URL} as the PostgreSQL driver wants it: the account apart from the address. */
record JdbcUrl(String url, Properties account) {

    private static final String TIMEOUT_SECONDS = "5";

    static JdbcUrl of(String databaseUrl) {
        var uri = URI.create(databaseUrl.replaceFirst("^jdbc:", ""));
        var account = new Properties();
        account.setProperty("connectTimeout", TIMEOUT_SECONDS);
        account.setProperty("loginTimeout", TIMEOUT_SECONDS);
        account.setProperty("socketTimeout", TIMEOUT_SECONDS);
        account.setProperty("ApplicationName", "flagmeter doctor");
        String[] user = Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        if (!user[0].isEmpty()) {
            account.setProperty("user", decoded(user[0]));
        }
        if (user.length == 2) {
            account.setProperty("password", decoded(user[1]));
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new JdbcUrl(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query, account);
    }

    /** A plus is a plus here; it means a blank in forms only. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
