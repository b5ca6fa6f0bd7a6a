package io.flagmeter.server.problem;

import io.flagmeter.server.requestid.RequestId;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What JAX-RS resources throw, as problems. */
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response refused(ProblemException e, HttpServerRequest request) {
        return response(e.problem(), request);
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e, HttpServerRequest request) {
        return response(
                Problem.of(ProblemType.NOT_FOUND, "there is nothing at this path: see /q/openapi"),
                request);
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException e, HttpServerRequest request) {
        // As it was sent: decoding it, RESTEasy would fail at an escaped percent sign.
        String path = request.path();
        String allow = AllowedMethods.of(path);
        Response answer =
                response(
                        Problem.of(
                                ProblemType.METHOD_NOT_ALLOWED, path + " takes " + allow + " only"),
                        request);
        return Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException e, HttpServerRequest request) {
        return switch (e.getResponse().getStatus()) {
            case 400 ->
                    response(
                            Problem.of(ProblemType.BAD_REQUEST, "the request cannot be understood"),
                            request);
            case 406 ->
                    response(
                            Problem.of(
                                    ProblemType.NOT_ACCEPTABLE, "the answer is application/json"),
                            request);
            case 415 ->
                    response(
                            Problem.of(
                                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                    "this path takes application/json"),
                            request);
            default -> internal(e, request);
        };
    }

    @ServerExceptionMapper
    public Response fault(Throwable e, HttpServerRequest request) {
        return internal(e, request);
    }

    /** The answer to a fault of the server, which is told in the log. */
    public static Response internal(Throwable e, HttpServerRequest request) {
        LOG.error("request failed: " + request.path(), e);
        return response(Problem.of(ProblemType.INTERNAL, "see the log of the server"), request);
    }

    /** The answer that tells a problem. */
    public static Response response(Problem problem, HttpServerRequest request) {
        String requestId = problem.type().ours() ? RequestId.of(request) : null;
        Response.ResponseBuilder response =
                Response.status(problem.type().status())
                        .type(Problem.MEDIA_TYPE)
                        .entity(problem.toJson(request.path(), requestId));
        problem.headers(response::header);
        return response.build();
    }
}
