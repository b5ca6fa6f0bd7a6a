package io.flagmeter.server.connection;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is one that HTTP/1.1 has, by <a
 * href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a> and <a
 * href="https://www.rfc-editor.org/rfc/rfc9110">RFC 9110</a>.
 */
final class Understand {

    static final Problem NO_BODY =
            Problem.of(
                    ProblemType.BAD_REQUEST,
                    "the body is not in the chunks that the head promises");

    private static final Problem NO_HEAD =
            Problem.of(ProblemType.BAD_REQUEST, "the head is not one of HTTP/1.1");
    private static final Problem NO_HOST =
            Problem.of(ProblemType.BAD_REQUEST, "HTTP/1.1 wants one header Host");
    private static final Problem NO_URI =
            Problem.of(
                    ProblemType.BAD_REQUEST,
                    "the path and the query must be ones of a URI: each % begins a byte in two"
                            + " hexadecimal digits, and none of \" < > [ ] \\ ^ ` { | } stands there");
    private static final Problem LONG_LINE =
            Problem.of(ProblemType.URI_TOO_LONG, "the request line is too long");
    private static final Problem LONG_HEADERS =
            Problem.of(ProblemType.HEADERS_TOO_LARGE, "the headers are too large together");
    private static final Problem NO_METHOD =
            Problem.of(ProblemType.NOT_IMPLEMENTED, "no path has this method");
    private static final Problem NO_CODING =
            Problem.of(
                    ProblemType.NOT_IMPLEMENTED,
                    "the only transfer coding that is taken is chunked");
    private static final Problem NOT_CHUNKED_LAST =
            Problem.of(
                    ProblemType.BAD_REQUEST,
                    "the last transfer coding of a request must be chunked, once");
    private static final Problem NO_VERSION =
            Problem.of(ProblemType.VERSION_NOT_SUPPORTED, "the server supports HTTP/1.1 and 1.0");

    /** A safe question with a body: known, though no path has it. */
    private static final HttpMethod QUERY = HttpMethod.valueOf("QUERY");

    /** What it does not know would make a series of metrics each. */
    private static final Set<HttpMethod> METHODS =
            Set.of(
                    HttpMethod.GET,
                    HttpMethod.HEAD,
                    HttpMethod.POST,
                    HttpMethod.PUT,
                    HttpMethod.PATCH,
                    HttpMethod.DELETE,
                    HttpMethod.OPTIONS,
                    HttpMethod.TRACE,
                    QUERY,
                    HttpMethod.CONNECT);

    private Understand() {}

    /** Why a request is refused; null if it is understood. */
    static @Nullable Problem request(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return switch (request.decoderResult().cause()) {
                case TooLongHttpLineException _ -> LONG_LINE;
                case TooLongHttpHeaderException _ -> LONG_HEADERS;
                case null, default -> NO_HEAD;
            };
        }
        HttpVersion version = request.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            return NO_VERSION;
        }
        if (version.minorVersion() > 0) {
            // A later one with the same major number is spoken to as in 1.1.
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
                return NO_HOST;
            }
        }
        if (!METHODS.contains(request.method())) {
            return NO_METHOD;
        }
        if (!isUri(request.uri())) {
            return NO_URI;
        }
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                ? transferCoding(request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING))
                : null;
    }

    private static @Nullable Problem transferCoding(List<String> headers) {
        String codings = String.join(",", headers).strip();
        if (codings.equalsIgnoreCase("chunked")) {
            return null;
        }
        boolean known = codings.matches("(?i)[\\s,]*(chunked[\\s,]*)*");
        return known ? NOT_CHUNKED_LAST : NO_CODING;
    }

    /** By the same rules as JAX-RS, which would answer without a body. */
    private static boolean isUri(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (!isPlain(target.charAt(i))) {
                return isParsed(target);
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '-' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == '?'
                || c == '='
                || c == '&';
    }

    private static boolean isParsed(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
