package io.flagmeter.model.event;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The wire format as files: a change of the format shows as a change of a file. */
final class Golden {

    private Golden() {}

    static byte[] bytes(String name) {
        try (var in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
