package io.flagmeter.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** For {@code ./flagmeter dev}: prints the key to start an API with, and where it is kept. */
@Command(name = "key", hidden = true)
final class Key implements Callable<Integer> {

    private final LocalStack stack;
    private final Screen screen;

    Key(LocalStack stack, Screen screen) {
        this.stack = stack;
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        var key = AdminKey.toStartWith(stack, AdminKey.ofEnvironment());
        screen.line(key.text());
        key.file().ifPresent(file -> screen.line(file.toString()));
        return 0;
    }
}
