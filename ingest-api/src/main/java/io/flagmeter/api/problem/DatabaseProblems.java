package io.flagmeter.api.problem;

import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemMappers;
import io.flagmeter.server.problem.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.hibernate.JDBCException;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What PostgreSQL's faults in JAX-RS resources are answered with. */
class DatabaseProblems {

    /** What the admin's forms can break is checked before, so a fault is the database's. */
    @ServerExceptionMapper
    public Response database(SQLException e, HttpServerRequest request) {
        return ProblemMappers.response(DatabaseFault.problem(e), request);
    }

    /** Hibernate's own, around what the driver said. */
    @ServerExceptionMapper
    public Response persistence(PersistenceException e, HttpServerRequest request) {
        return switch (e) {
            // Somebody else was faster between our look and our insert.
            case ConstraintViolationException _ ->
                    ProblemMappers.response(
                            Problem.of(ProblemType.CONFLICT, "there is such a row already"),
                            request);
            case JDBCException refused -> database(refused.getSQLException(), request);
            default -> ProblemMappers.internal(e, request);
        };
    }
}
