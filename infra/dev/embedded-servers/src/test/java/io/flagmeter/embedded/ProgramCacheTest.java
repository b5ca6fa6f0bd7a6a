package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {

    @TempDir private Path root;

    @Test
    void programIsUnpackedOnceHoweverManyWantIt() throws Exception {
        var cache = new ProgramCache(root);
        var times = new AtomicInteger();
        Callable<Path> wanting =
                () ->
                        cache.folder(
                                "program-1",
                                folder ->
                                        Files.writeString(
                                                folder.resolve("times"),
                                                "" + times.incrementAndGet()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var found : threads.invokeAll(Stream.generate(() -> wanting).limit(8).toList())) {
                assertThat(found.get().resolve("times")).hasContent("1");
            }
        }
    }

    @Test
    void halfUnpackedProgramIsNeverSeen() {
        var cache = new ProgramCache(root);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(
                        () ->
                                cache.folder(
                                        "program-1",
                                        folder -> {
                                            Files.writeString(folder.resolve("half"), "");
                                            throw new IOException("disk full");
                                        }))
                .withMessageContaining("cannot unpack program-1");
        assertThat(root.resolve("program-1")).doesNotExist();

        Path folder = cache.folder("program-1", _ -> {});

        assertThat(folder).isEmptyDirectory();
    }
}
