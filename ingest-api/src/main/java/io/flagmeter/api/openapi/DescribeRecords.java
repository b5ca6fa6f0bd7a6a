package io.flagmeter.api.openapi;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
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
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DescribeRecords implements OASFilter {

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
