package io.flagmeter.api.openapi;

import io.flagmeter.server.access.AdminOnly;
import io.flagmeter.server.precondition.IfMatch;
import io.flagmeter.server.precondition.Tagged;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Adds to each resource what follows from its form: the problems that it may answer, the key that
 * it wants, the tag of what it shows, the id that a request may carry. A method that means
 * something else by one of these statuses says so itself, and that stands.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DescribeProblems implements OASFilter {

    private static final DotName TAGGED = DotName.createSimple(Tagged.class);

    private final IndexView index;
    private final Map<String, MethodInfo> resources;

    public DescribeProblems(IndexView index) {
        this.index = index;
        resources =
                Resources.in(index)
                        // The index may hold a class twice.
                        .collect(
                                Collectors.toMap(
                                        Resources::operationId,
                                        Function.identity(),
                                        (one, same) -> one));
    }

    @Override
    public PathItem filterPathItem(PathItem path) {
        return path.addParameter(
                OASFactory.createParameter().ref("#/components/parameters/RequestId"));
    }

    @Override
    public Operation filterOperation(Operation operation) {
        APIResponses answers = operation.getResponses();
        add(answers, "414", "UriTooLong");
        add(answers, "431", "HeadersTooLarge");
        MethodInfo resource = resources.get(operation.getOperationId());
        if (resource == null) {
            return operation;
        }
        if (resource.declaringClass().hasDeclaredAnnotation(AdminOnly.class)) {
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme("adminKey"));
        }
        add(answers, "401", "Unauthorized");
        add(answers, "403", "Forbidden");
        add(answers, "429", "RateLimited");
        if (operation.getRequestBody() != null) {
            add(answers, "400", "InvalidField");
            add(answers, "413", "BodyTooLarge");
            add(answers, "415", "UnsupportedMediaType");
        }
        if (resource.hasAnnotation(QueryParam.class)) {
            add(answers, "400", "InvalidParameter");
        }
        if (resource.hasAnnotation(PathParam.class)) {
            add(answers, "404", "NotFound");
        }
        if (resource.hasAnnotation(POST.class)
                && resource.declaringClass().hasDeclaredAnnotation(AdminOnly.class)) {
            operation.addParameter(parameter("IdempotencyKey"));
            add(answers, "400", "InvalidParameter");
            add(answers, "409", "IdempotencyKeyInUse");
            add(answers, "422", "IdempotencyKeyReused");
        }
        if (resource.hasAnnotation(IfMatch.class)) {
            operation.addParameter(parameter("IfMatch"));
            add(answers, "412", "PreconditionFailed");
        }
        tag(answers, resource);
        add(answers, "405", "MethodNotAllowed");
        add(answers, "406", "NotAcceptable");
        add(answers, "500", "Internal");
        return operation;
    }

    private static Parameter parameter(String name) {
        return OASFactory.createParameter().ref("#/components/parameters/" + name);
    }

    /** What shows one thing says which state it has. */
    private void tag(APIResponses answers, MethodInfo resource) {
        ClassInfo shown = index.getClassByName(resource.returnType().name());
        if (shown == null || !shown.interfaceNames().contains(TAGGED)) {
            return;
        }
        answers.getAPIResponses()
                .forEach(
                        (status, answer) -> {
                            if (status.startsWith("2")) {
                                answer.addHeader(
                                        "ETag",
                                        OASFactory.createHeader().ref("#/components/headers/ETag"));
                            }
                        });
    }

    private static void add(APIResponses answers, String status, String problem) {
        if (!answers.hasAPIResponse(status)) {
            answers.addAPIResponse(
                    status,
                    OASFactory.createAPIResponse().ref("#/components/responses/" + problem));
        }
    }
}
