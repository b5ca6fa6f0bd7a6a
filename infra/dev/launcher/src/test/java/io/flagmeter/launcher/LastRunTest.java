package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastRunTest {

    private static final LastRun RUN =
            new LastRun(new ServicePorts(9080), "localhost:5433/flagmeter", "external cache:6379");

    @TempDir Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        RUN.write(stack());

        assertThat(LastRun.read(stack())).contains(RUN);
        assertThat(RUN.address(Server.VALKEY)).isEqualTo("external cache:6379");
    }

    @Test
    void forgottenOrTornIsNothing() throws IOException {
        RUN.write(stack());
        Files.writeString(stack().lastRun(), "port=");
        assertThat(LastRun.read(stack())).isEmpty();

        LastRun.forget(stack());
        assertThat(LastRun.read(stack())).isEmpty();
    }

    private LocalStack stack() {
        return new LocalStack(folder, new StackDirectory(folder));
    }
}
