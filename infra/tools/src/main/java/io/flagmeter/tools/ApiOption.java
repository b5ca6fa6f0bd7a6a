package io.flagmeter.tools;

import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which API a command talks to: the one that {@code --url} names, otherwise the one here. */
public final class ApiOption {

    private final Supplier<ApiAddress> here;
    private final OperatorKey keyOfOthers;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything reads it
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where the API is, which the key of FLAGMETER_ADMIN_KEY opens. Default: the one"
                            + " that runs here, and its key.")
    private @Nullable URI url;

    public ApiOption(Supplier<ApiAddress> here) {
        this(here, OperatorKey.ofEnvironment());
    }

    /**
     * For tests.
     *
     * @param keyOfOthers of the API that {@code --url} names
     */
    public ApiOption(Supplier<ApiAddress> here, OperatorKey keyOfOthers) {
        this.here = here;
        this.keyOfOthers = keyOfOthers;
    }

    public ApiAddress address() {
        if (url == null) {
            return here.get();
        }
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getQuery() != null) {
            throw new ParameterException(
                    spec.commandLine(), "--url must be like http://localhost:8080, not " + url);
        }
        return new ApiAddress(url, keyOfOthers);
    }
}
