package io.flagmeter.alerting.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;

/** The address of a tenant's dashboard, made from a template with {@code {tenant}}. */
public record DashboardLink(String template) {

    /** Longest template, in characters, so that messages keep their bounds. */
    private static final int MAX_LENGTH = 1000;

    /** Where people look at a tenant's usage. */
    @ConfigMapping(prefix = "flagmeter.dashboard")
    public interface Config {

        /** An http or https URL; {@code {tenant}} in it stands for the tenant's name. */
        @WithDefault("http://localhost:8080/usage/{tenant}")
        String url();
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException with a sentence that names the variable
     */
    public static DashboardLink of(Config config) {
        var link = new DashboardLink(config.url());
        if (config.url().length() > MAX_LENGTH || !isWeb(link.to("tenant"))) {
            throw new IllegalArgumentException(
                    "FLAGMETER_DASHBOARD_URL must be an http or https URL of at most 1000"
                            + " characters, such as https://meter.example.com/usage/{tenant}");
        }
        return link;
    }

    /** The tenant's page. */
    public String to(String tenant) {
        return template.replace("{tenant}", URLEncoder.encode(tenant, UTF_8));
    }

    private static boolean isWeb(String url) {
        try {
            String scheme = new URI(url).getScheme();
            return "http".equals(scheme) || "https".equals(scheme);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
