package io.flagmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir Path folder;

    @Test
    void lastLinesOfALongLogAreRead() throws IOException {
        var log = Files.writeString(folder.resolve("a.log"), "old line\n".repeat(20_000) + "new\n");

        assertThat(LogTail.of(log).lines(2)).containsExactly("old line", "new");
    }

    @Test
    void earlierRunIsLeftOut() throws IOException {
        var log = Files.writeString(folder.resolve("a.log"), "earlier failure\n");
        var tail = LogTail.fromNow(log);
        Files.writeString(log, "this one\n", StandardOpenOption.APPEND);

        assertThat(tail.lines(10)).containsExactly("this one");
    }

    @Test
    void logSetAsideMeanwhileIsReadFromItsBeginning() throws IOException {
        var log = Files.writeString(folder.resolve("a.log"), "a long earlier log\n");
        var tail = LogTail.fromNow(log);
        Files.writeString(log, "new\n");

        assertThat(tail.lines(10)).containsExactly("new");
    }

    @Test
    void absentLogHasNoLines() {
        assertThat(LogTail.of(folder.resolve("none.log")).lines(10)).isEmpty();
    }
}
