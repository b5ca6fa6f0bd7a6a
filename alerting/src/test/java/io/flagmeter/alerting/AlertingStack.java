package io.flagmeter.alerting;

import static org.awaitility.Awaitility.await;

import io.flagmeter.alerting.testing.StubReceiver;
import io.flagmeter.alerting.testing.TestAlerts;
import io.flagmeter.alerting.testing.TestDatabase;
import io.flagmeter.fixtures.PackagedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the packaged service needs: an empty database with a tenant, and a receiver. */
final class AlertingStack implements BeforeEachCallback, AfterEachCallback {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }

    private Path log;
    final StubReceiver receiver = new StubReceiver();
    final DataSource source = TestDatabase.empty();
    final TestAlerts alerts = new TestAlerts(source).tenant(TestAlerts.TENANT);

    /**
     * Starts the service.
     *
     * @param settings names and values, by turns
     */
    PackagedService start(String... settings) {
        Map<String, String> all = new HashMap<>();
        all.put("DATABASE_URL", TestDatabase.url());
        all.put("FLAGMETER_WEBHOOKS_ALLOW_LOOPBACK", "true");
        all.put("FLAGMETER_WEBHOOKS_TIMEOUT", "2s");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new PackagedService(64, log, all);
    }

    static void awaitReady(PackagedService service) {
        await().until(service::ready);
    }

    /** What the service has printed. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        log = Files.createTempFile("alerting", ".log");
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        receiver.close();
        Files.delete(log);
    }
}
