package io.flagmeter.server.precondition;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.util.List;

/** What the request that is under way expects of the thing that it changes. */
@Singleton
public class Preconditions {

    private static final String ANY = "*";

    private final CurrentVertxRequest request;

    Preconditions(CurrentVertxRequest request) {
        this.request = request;
    }

    /**
     * Asks whether this is the state that the client means to change. Whoever asks holds the lock
     * under which the thing is changed: so of two clients that have seen one state, one changes it.
     *
     * @throws ProblemException if it is another one
     */
    public void require(Tagged current) {
        List<String> wanted = request.getCurrent().request().headers().getAll(HttpHeaders.IF_MATCH);
        if (!wanted.isEmpty() && !matches(wanted, current.tag())) {
            throw Problem.of(
                            ProblemType.PRECONDITION_FAILED,
                            "it has been changed since: read it again and send its ETag as If-Match")
                    .toException();
        }
    }

    /** Whether one of the header's tags is this one; a weak one is never (RFC 9110, 13.1.1). */
    static boolean matches(List<String> header, EntityTag tag) {
        return header.stream()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .anyMatch(each -> each.equals(ANY) || each.equals(tag.text()));
    }
}
