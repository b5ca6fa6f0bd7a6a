package io.flagmeter.launcher;

import io.flagmeter.embedded.EmbeddedPostgres;
import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.EmbeddedValkey;
import io.flagmeter.embedded.StackDirectory;
import java.util.Optional;

/** The two servers that hold FlagMeter's data: run here, or somebody else's if its URL is set. */
public enum Server {
    POSTGRES("postgres", "PostgreSQL", "DATABASE_URL", 5432),
    VALKEY("valkey", "Valkey", "VALKEY_URL", 6379);

    private final String label;
    private final String product;
    private final String variable;
    private final int usualPort;

    Server(String label, String product, String variable, int usualPort) {
        this.label = label;
        this.product = product;
        this.variable = variable;
        this.usualPort = usualPort;
    }

    /** Its name in files and tables. */
    public String label() {
        return label;
    }

    public String product() {
        return product;
    }

    public String variable() {
        return variable;
    }

    int usualPort() {
        return usualPort;
    }

    String portOption() {
        return "--" + label + "-port";
    }

    /** The embedded one that runs there, whether it answers or not; starting is not for all. */
    public Optional<EmbeddedServer> find(StackDirectory directory) {
        return switch (this) {
            case POSTGRES -> EmbeddedPostgres.find(directory);
            case VALKEY -> EmbeddedValkey.find(directory);
        };
    }

    /** The URL of a server outside the stack that replaces the embedded one. */
    public Optional<String> replacement() {
        return Optional.ofNullable(System.getenv(variable)).filter(url -> !url.isBlank());
    }

    /** The embedded Valkey may be a Redis, and its file name may carry a version. */
    boolean isProgram(String processName) {
        return switch (this) {
            case POSTGRES -> processName.equals("postgres");
            case VALKEY ->
                    processName.startsWith("valkey-server")
                            || processName.startsWith("redis-server");
        };
    }
}
