package io.flagmeter.api.openapi;

import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** The methods of JAX-RS resources that say what they are for. */
final class Resources {

    private Resources() {}

    static Stream<MethodInfo> in(IndexView index) {
        return index.getAnnotations(Operation.class).stream()
                .filter(annotation -> annotation.value("operationId") != null)
                .map(annotation -> annotation.target().asMethod());
    }

    static String operationId(MethodInfo resource) {
        return resource.annotation(Operation.class).value("operationId").asString();
    }
}
