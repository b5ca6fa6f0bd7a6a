package io.flagmeter.api.openapi;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Says of each record that is answered what Java knows of it: all of its components are there,
 * unless {@link JsonInclude} leaves them out, and those that are {@link Nullable} may be null.
 * Names pages by what they show, since generated clients call them so.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DescribeRecords implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    private static final DotName SCHEMA =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);

    private final IndexView index;

    public DescribeRecords(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        Resources.in(index).map(MethodInfo::returnType).forEach(type -> describe(type, schemas));
        Map<String, String> pages = pages();
        pages.forEach(
                (name, page) -> {
                    api.getComponents().addSchema(page, schemas.get(name));
                    api.getComponents().removeSchema(name);
                });
        answers(api).forEach(answer -> rename(answer, pages));
    }

    /** What shows several: {@code Page<TenantView>} is TenantPage, if TenantView is Tenant. */
    private Map<String, String> pages() {
        var pages = new HashMap<String, String>();
        Resources.in(index)
                .map(MethodInfo::returnType)
                .filter(type -> type.kind() == Type.Kind.PARAMETERIZED_TYPE)
                .forEach(
                        type -> {
                            Type part = type.asParameterizedType().arguments().getFirst();
                            ClassInfo page = index.getClassByName(type.name());
                            ClassInfo shown = index.getClassByName(part.name());
                            if (page != null && page.isRecord() && shown != null) {
                                pages.put(
                                        nameOf(type, page),
                                        nameOf(part, shown) + page.simpleName());
                            }
                        });
        return pages;
    }

    private static Stream<Schema> answers(OpenAPI api) {
        return api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
                .map(APIResponse::getContent)
                .filter(Objects::nonNull)
                .flatMap(content -> content.getMediaTypes().values().stream())
                .map(MediaType::getSchema)
                .filter(Objects::nonNull);
    }

    private static void rename(Schema schema, Map<String, String> names) {
        String reference = schema.getRef();
        if (reference != null) {
            String name = reference.substring(SCHEMAS.length());
            schema.setRef(SCHEMAS + names.getOrDefault(name, name));
        }
    }

    private void describe(Type type, Map<String, Schema> schemas) {
        if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            type.asParameterizedType().arguments().forEach(part -> describe(part, schemas));
        }
        ClassInfo record = index.getClassByName(type.name());
        if (record == null || !record.isRecord()) {
            return;
        }
        Schema schema = schemas.get(nameOf(type, record));
        if (schema != null) {
            describe(record, schema, schemas);
        }
        record.fields().forEach(component -> describe(component.type(), schemas));
    }

    private void describe(ClassInfo record, Schema schema, Map<String, Schema> schemas) {
        for (FieldInfo component : record.fields()) {
            if (component.hasAnnotation(JsonUnwrapped.class)) {
                describe(index.getClassByName(component.type().name()), schema, schemas);
                continue;
            }
            Schema property = schema.getProperties().get(component.name());
            if (property != null) {
                describe(component, property, schema, schemas);
            }
        }
        record.methods().stream()
                .filter(method -> method.hasAnnotation(JsonGetter.class))
                .forEach(method -> require(method.name(), schema));
    }

    private static void describe(
            FieldInfo component, Schema property, Schema schema, Map<String, Schema> schemas) {
        if (component.hasAnnotation(JsonInclude.class)) {
            return;
        }
        require(component.name(), schema);
        if (component.type().hasAnnotation(NULLABLE)) {
            allowNull(property, schemas);
        }
    }

    private static void allowNull(Schema property, Map<String, Schema> schemas) {
        Schema said = property;
        String reference = property.getRef();
        if (reference != null) {
            said = schemas.get(reference.substring(reference.lastIndexOf('/') + 1));
        }
        if (said == null || said.getType() == null || said.getType().contains(SchemaType.NULL)) {
            return;
        }
        // A reference cannot say more than what it refers to, here the form of a time or an id.
        property.ref(null)
                .type(List.copyOf(said.getType()))
                .format(said.getFormat())
                .addType(SchemaType.NULL);
    }

    private static void require(String property, Schema schema) {
        if (schema.getRequired() == null || !schema.getRequired().contains(property)) {
            schema.addRequired(property);
        }
    }

    /** As smallrye-openapi names it: {@code Page<TenantView>} is PageTenantView. */
    private static String nameOf(Type type, ClassInfo record) {
        AnnotationInstance annotation = record.declaredAnnotation(SCHEMA);
        String name =
                annotation == null || annotation.value("name") == null
                        ? record.simpleName()
                        : annotation.value("name").asString();
        return type.kind() == Type.Kind.PARAMETERIZED_TYPE
                ? type.asParameterizedType().arguments().stream()
                        .map(part -> part.name().withoutPackagePrefix())
                        .collect(Collectors.joining("", name, ""))
                : name;
    }
}
