package io.flagmeter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured so far, by name; one flat JSON object in the end. */
final class Figures {

    private static final MathContext DIGITS = new MathContext(4);

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Kept with four digits: more would claim a precision that no run on a shared machine has. */
    void put(String name, double value) {
        if (Double.isFinite(value)) {
            BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS);
            values.put(
                    name,
                    Math.abs(value) >= 1_000 || rounded.stripTrailingZeros().scale() <= 0
                            ? (Object) Math.round(rounded.doubleValue())
                            : (Object) rounded.doubleValue());
        }
    }

    void put(String name, long count) {
        values.put(name, count);
    }

    void put(String name, String value) {
        values.put(name, value);
    }

    OptionalDouble get(String name) {
        return values.get(name) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    String json() throws IOException {
        return new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(values)
                + "\n";
    }

    /** Whole or not at all: somebody may read the last one while this one is written. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), json());
        Files.move(
                fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
