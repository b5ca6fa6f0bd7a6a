package io.flagmeter.systemtest.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.systemtest.Launcher;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The packaged programs with their servers, as whoever watches and keeps them sees them. */
final class RunningStack implements AutoCloseable {

    private static final List<String> JOBS = List.of("ingest-api", "rollup-worker", "alerting");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;
    private final Launcher flagmeter;

    RunningStack(Path home) {
        this.home = home;
        this.flagmeter = new Launcher(home);
        Launcher.Result up = flagmeter.up();
        assertThat(up.status()).as(up.output()).isZero();
    }

    Launcher flagmeter() {
        return flagmeter;
    }

    /** All that Prometheus would scrape here, in one go. */
    List<Sample> scrape() throws IOException, InterruptedException {
        var samples = new ArrayList<Sample>();
        for (String job : JOBS) {
            var request =
                    flagmeter
                            .key()
                            .on(
                                    HttpRequest.newBuilder(
                                            uri(
                                                    flagmeter.port() + JOBS.indexOf(job),
                                                    "/q/metrics")));
            samples.addAll(
                    Sample.of(http.send(request.build(), BodyHandlers.ofString()).body(), job));
            samples.addAll(Sample.of("up 1", job));
        }
        return samples;
    }

    Connection database() throws IOException, SQLException {
        var properties = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("run/stack.properties"))) {
            properties.load(file);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://" + properties.getProperty("postgres"),
                "flagmeter",
                "flagmeter");
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        flagmeter.run("down");
        http.close();
    }
}
