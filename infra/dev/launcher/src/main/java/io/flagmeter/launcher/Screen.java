package io.flagmeter.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where words for people go. Colour and redrawing only where a person watches. */
public record Screen(PrintStream out, int columns, boolean colour) {

    /**
     * The script knows whether this is a terminal; asking the JDK for one costs a tenth of a
     * second.
     */
    static Screen ofThisProcess() {
        int columns = Integer.getInteger("flagmeter.columns", 0);
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Screen(out, columns, Boolean.getBoolean("flagmeter.colour"));
    }

    boolean isLive() {
        return columns > 0;
    }

    public void line(String text) {
        out.println(text);
    }

    public String green(String text) {
        return painted("32", text);
    }

    public String yellow(String text) {
        return painted("33", text);
    }

    public String red(String text) {
        return painted("31", text);
    }

    String cyan(String text) {
        return painted("36", text);
    }

    public String bold(String text) {
        return painted("1", text);
    }

    public String dim(String text) {
        return painted("2", text);
    }

    private String painted(String code, String text) {
        return colour && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
