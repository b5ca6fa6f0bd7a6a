package io.flagmeter.api.corrections;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What kind of correction it is. */
@Schema(enumeration = {"void", "adjustment"})
enum CorrectionType {
    VOID,
    ADJUSTMENT;

    static Optional<CorrectionType> of(String text) {
        return Stream.of(values()).filter(type -> type.text().equals(text)).findFirst();
    }

    /** As it is stored, and as clients see it. */
    @JsonValue
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
