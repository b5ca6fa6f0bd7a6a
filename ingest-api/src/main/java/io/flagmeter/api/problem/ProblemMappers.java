package io.flagmeter.api.problem;

import io.flagmeter.api.request.RequestId;
import io.vertx.core.http.HttpServerRequest;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.hibernate.JDBCException;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What JAX-RS resources throw, as problems. */
class ProblemMappers {

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
        String allow = Methods.of(path);
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
            default -> fault(e, request);
        };
    }

    /** What the admin's forms can break is checked before, so a fault is the database's. */
    @ServerExceptionMapper
    public Response database(SQLException e, HttpServerRequest request) {
        return response(DatabaseFault.problem(e), request);
    }

    /** Hibernate's own, around what the driver said. */
    @ServerExceptionMapper
    public Response persistence(PersistenceException e, HttpServerRequest request) {
        return switch (e) {
            // Somebody else was faster between our look and our insert.
            case ConstraintViolationException _ ->
                    response(
                            Problem.of(ProblemType.CONFLICT, "there is such a row already"),
                            request);
            case JDBCException refused -> database(refused.getSQLException(), request);
            default -> fault(e, request);
        };
    }

    @ServerExceptionMapper
    public Response fault(Throwable e, HttpServerRequest request) {
        LOG.error("request failed: " + request.path(), e);
        return response(Problem.of(ProblemType.INTERNAL, "see the log of the server"), request);
    }

    private static Response response(Problem problem, HttpServerRequest request) {
        String requestId = problem.type().ours() ? RequestId.of(request) : null;
        Response.ResponseBuilder response =
                Response.status(problem.type().status())
                        .type(Problem.MEDIA_TYPE)
                        .entity(problem.toJson(request.path(), requestId));
        if (problem.type().passing()) {
            response.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER);
        }
        if (problem.type() == ProblemType.UNSUPPORTED_ENCODING) {
            response.header(HttpHeaders.ACCEPT_ENCODING, ContentCoding.IDENTITY);
        }
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"flagmeter\"");
        }
        return response.build();
    }
}
