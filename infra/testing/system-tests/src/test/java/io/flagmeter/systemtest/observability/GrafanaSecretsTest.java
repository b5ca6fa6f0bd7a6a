package io.flagmeter.systemtest.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grafana and its reader have secrets of their own, whatever characters are in them. */
class GrafanaSecretsTest {

    private static final Path GRAFANA = Path.of("../../grafana");
    private static final String HOSTILE = "pa$WORD${x}$$y$1$__env{HOME}'\"\\";
    private static final Map<String, String> GOOD =
            Map.of(
                    "DATABASE_URL", "postgresql://flagmeter@postgres:5432/flagmeter",
                    "PGPASSWORD", "secret-of-the-database",
                    "GRAFANA_ADMIN_PASSWORD", "secret-of-$NAME-of-grafana",
                    "FLAGMETER_READER_PASSWORD", HOSTILE);

    @TempDir private Path folder;

    private record Run(int status, String output) {}

    @Test
    void aPasswordReachesTheDatasourceAsItIs() throws IOException {
        Pattern value = Pattern.compile("(\\w+): (\\S*FLAGMETER_READER_(\\w+)\\S*)");
        String file = Files.readString(GRAFANA.resolve("provisioning/datasources/flagmeter.yml"));

        Map<String, String> expanded =
                value.matcher(file)
                        .results()
                        .collect(
                                Collectors.toMap(
                                        found -> found.group(1), GrafanaSecretsTest::expand));

        assertThat(expanded)
                .containsOnly(
                        Map.entry("url", HOSTILE + "HOST"),
                        Map.entry("database", HOSTILE + "DATABASE"),
                        Map.entry("sslmode", HOSTILE + "SSLMODE"),
                        Map.entry("password", HOSTILE + "PASSWORD"));
    }

    private static String expand(MatchResult found) {
        return GrafanaVariables.expand(
                found.group(2),
                Map.of("FLAGMETER_READER_" + found.group(3), HOSTILE + found.group(3)));
    }

    @Test
    void goodSecretsMakeTheReader() throws Exception {
        assertThat(reader(GOOD)).isEqualTo(new Run(0, "flagmeter_reader can read\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "GRAFANA_ADMIN_PASSWORD, '', GRAFANA_ADMIN_PASSWORD is not set",
        "GRAFANA_ADMIN_PASSWORD, admin, GRAFANA_ADMIN_PASSWORD must be at least 16",
        "GRAFANA_ADMIN_PASSWORD, secret-of-the-database, must not be POSTGRES_PASSWORD",
        "GRAFANA_ADMIN_PASSWORD, secret-of-${NAME}-of-grafana, must not contain ${",
        "FLAGMETER_READER_PASSWORD, '', FLAGMETER_READER_PASSWORD is not set",
        "FLAGMETER_READER_PASSWORD, flagmeter, FLAGMETER_READER_PASSWORD must be at least 16",
        "FLAGMETER_READER_PASSWORD, secret-of-the-database, must not be POSTGRES_PASSWORD",
        "FLAGMETER_READER_PASSWORD, secret-of-$NAME-of-grafana, must not be FLAGMETER_READER",
    })
    void aMissingOrWeakSecretIsNamed(String name, String value, String reason) throws Exception {
        var environment = new HashMap<>(GOOD);
        environment.put(name, value);

        Run run = reader(environment);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).startsWith("flagmeter: ").contains(reason).contains(name);
    }

    /** Runs the script with a database that does as it is told. */
    private Run reader(Map<String, String> environment) throws Exception {
        Path psql = folder.resolve("psql");
        Files.writeString(psql, "#!/bin/sh\n");
        Files.setPosixFilePermissions(psql, PosixFilePermissions.fromString("rwx------"));
        Process process = start(environment);
        String output = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), output);
    }

    private Process start(Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder("/bin/sh", GRAFANA.resolve("reader.sh").toString())
                        .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        return builder.start();
    }
}
