package io.flagmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.StackDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir Path folder;
    private LocalStack stack;
    private PidFile pidFile;
    private Process child;

    @BeforeEach
    void startAProcessThatIsMarked() throws IOException {
        stack = new LocalStack(folder, new StackDirectory(folder.resolve("mine")));
        pidFile = stack.pidFile(Service.INGEST_API);
        child = sleep(stack.mark(Service.INGEST_API));
    }

    @AfterEach
    void endIt() throws InterruptedException {
        child.destroyForcibly().waitFor();
    }

    @Test
    void processWithTheMarkIsBelieved() {
        pidFile.write(child.pid());

        assertThat(pidFile.process()).contains(child.toHandle());
    }

    @Test
    void pidThatAnotherProgramGotIsNotBelieved() {
        pidFile.write(ProcessHandle.current().pid());

        assertThat(pidFile.process()).isEmpty();
        assertThat(pidFile.exists()).isTrue();
    }

    @Test
    void sameServiceOfAnotherCloneIsNotBelieved() {
        var other = new LocalStack(folder, new StackDirectory(folder.resolve("other")));
        var otherPidFile = other.pidFile(Service.INGEST_API);
        otherPidFile.write(child.pid());

        assertThat(otherPidFile.process()).isEmpty();
        assertThat(otherPidFile.everyProcess()).isEmpty();
    }

    @Test
    void deadProcessIsNotBelieved() throws InterruptedException {
        pidFile.write(child.pid());
        child.destroyForcibly().waitFor();

        assertThat(pidFile.process()).isEmpty();
        assertThat(pidFile.exists()).isTrue();
    }

    @Test
    void processIsFoundWithoutItsPidFile() {
        assertThat(pidFile.process()).isEmpty();
        assertThat(pidFile.everyProcess()).containsExactly(child.toHandle());
    }

    @Test
    void tornPidFileNamesNobody() throws IOException {
        Files.createDirectories(pidFile.path().getParent());
        Files.writeString(pidFile.path(), "");

        assertThat(pidFile.process()).isEmpty();
    }

    private static Process sleep(String mark) throws IOException {
        // A second command keeps the shell from replacing itself by the first.
        return new ProcessBuilder("sh", "-c", "read line; true", mark).start();
    }
}
