package io.flagmeter.api.problem;

import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import org.hibernate.JDBCException;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What JAX-RS resources throw, as problems. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response refused(ProblemException e, UriInfo uri) {
        return response(e.problem(), uri);
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e, UriInfo uri) {
        return response(
                Problem.of(ProblemType.NOT_FOUND, "there is nothing at this path: see /q/openapi"),
                uri);
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException e, UriInfo uri) {
        // As it was sent: decoding it, RESTEasy would fail at an escaped percent sign.
        String path = uri.getRequestUri().getRawPath();
        String allow = Methods.of(path);
        Response answer =
                response(
                        Problem.of(
                                ProblemType.METHOD_NOT_ALLOWED, path + " takes " + allow + " only"),
                        uri);
        return Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException e, UriInfo uri) {
        return switch (e.getResponse().getStatus()) {
            case 400 ->
                    response(
                            Problem.of(ProblemType.BAD_REQUEST, "the request cannot be understood"),
                            uri);
            case 406 ->
                    response(
                            Problem.of(
                                    ProblemType.NOT_ACCEPTABLE, "the answer is application/json"),
                            uri);
            case 415 ->
                    response(
                            Problem.of(
                                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                    "this path takes application/json"),
                            uri);
            default -> fault(e, uri);
        };
    }

    /** What the admin's forms can break is checked before, so a fault is the database's. */
    @ServerExceptionMapper
    public Response database(SQLException e, UriInfo uri) {
        return response(DatabaseFault.problem(e), uri);
    }

    /** Hibernate's own, around what the driver said. */
    @ServerExceptionMapper
    public Response persistence(PersistenceException e, UriInfo uri) {
        return switch (e) {
            // Somebody else was faster between our look and our insert.
            case ConstraintViolationException _ ->
                    response(Problem.of(ProblemType.CONFLICT, "there is such a row already"), uri);
            case JDBCException refused -> database(refused.getSQLException(), uri);
            default -> fault(e, uri);
        };
    }

    @ServerExceptionMapper
    public Response fault(Throwable e, UriInfo uri) {
        LOG.error("request failed: " + uri.getRequestUri().getRawPath(), e);
        return response(Problem.of(ProblemType.INTERNAL, "see the log of the server"), uri);
    }

    private static Response response(Problem problem, UriInfo uri) {
        Response.ResponseBuilder response =
                Response.status(problem.type().status())
                        .type(Problem.MEDIA_TYPE)
                        .entity(problem.toJson(uri.getRequestUri().getRawPath()));
        if (problem.type().passing()) {
            response.header(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER);
        }
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"flagmeter\"");
        }
        return response.build();
    }
}
