package io.flagmeter.launcher;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The options of one command, {@code --name N}, {@code --name=N} or {@code --name}.
 *
 * <p>Own code because the help has to work before anything is built: it lives in text files that
 * the script prints, which leaves a library two flags and three numbers to parse.
 */
record Arguments(Set<String> flags, Map<String, Integer> numbers) {

    Arguments {
        flags = Set.copyOf(flags);
        numbers = Map.copyOf(numbers);
    }

    static Arguments parse(
            String command, List<String> words, Set<String> flags, Set<String> numbers) {
        var seenFlags = new HashSet<String>();
        var seenNumbers = new HashMap<String, Integer>();
        var rest = words.iterator();
        while (rest.hasNext()) {
            String[] word = rest.next().split("=", 2);
            String name = word[0];
            if (flags.contains(name) && word.length == 1) {
                seenFlags.add(name);
            } else if (numbers.contains(name)) {
                if (word.length == 1 && !rest.hasNext()) {
                    throw UserError.usage(
                            name + " needs a port number, for example " + name + " 9080.");
                }
                seenNumbers.put(name, port(name, word.length == 2 ? word[1] : rest.next()));
            } else {
                throw UserError.usage(
                        "'%s' takes no '%s'; see ./flagmeter %s --help."
                                .formatted(command, String.join("=", word), command));
            }
        }
        return new Arguments(seenFlags, seenNumbers);
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    OptionalInt number(String name) {
        Integer value = numbers.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static int port(String name, String word) {
        if (!word.matches("[0-9]{1,5}")
                || Integer.parseInt(word) < 1
                || Integer.parseInt(word) > 65535) {
            throw UserError.usage(name + " wants a port from 1 to 65535, not '" + word + "'.");
        }
        return Integer.parseInt(word);
    }
}
