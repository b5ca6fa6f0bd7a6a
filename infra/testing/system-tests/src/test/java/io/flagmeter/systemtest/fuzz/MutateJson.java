package io.flagmeter.systemtest.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes a few values of a JSON text to others that somebody may send one day. */
final class MutateJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> LITERALS =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1.5",
                    "1e3",
                    "1e400",
                    "1000000000000",
                    "1000000000001",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-0.0",
                    "\"1500\"",
                    "\"\"",
                    "\" \"",
                    "[]",
                    "{}",
                    "[[[[[[]]]]]]",
                    "{\"a\":{\"a\":{\"a\":{}}}}");

    private final Random random;

    MutateJson(Random random) {
        this.random = random;
    }

    JsonNode mutate(JsonNode sample) {
        JsonNode copy = sample.deepCopy();
        for (int i = random.nextInt(3); i > 0; i--) {
            var containers = new ArrayList<ContainerNode<?>>();
            collect(copy, containers);
            if (containers.isEmpty()) {
                return value();
            }
            change(containers.get(random.nextInt(containers.size())));
        }
        return copy;
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> found) {
        if (node instanceof ContainerNode<?> container) {
            found.add(container);
            container.forEach(child -> collect(child, found));
        }
    }

    private void change(ContainerNode<?> container) {
        switch (container) {
            case ArrayNode array when array.isEmpty() || random.nextInt(3) == 0 ->
                    array.add(array.isEmpty() ? value() : array.get(0).deepCopy());
            case ArrayNode array -> array.set(random.nextInt(array.size()), value());
            case ObjectNode object when object.isEmpty() || random.nextInt(6) == 0 ->
                    object.set(text(), value());
            case ObjectNode object -> {
                var names = new ArrayList<String>();
                object.fieldNames().forEachRemaining(names::add);
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(6) == 0) {
                    object.remove(name);
                } else {
                    object.set(name, value());
                }
            }
            default -> throw new IllegalStateException("no container: " + container);
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(4)) {
            case 0 -> literal();
            case 1 -> new TextNode(text());
            case 2 -> new TextNode(time());
            default -> JSON.getNodeFactory().numberNode(new BigInteger(random.nextInt(70), random));
        };
    }

    private JsonNode literal() {
        try {
            return JSON.readTree(LITERALS.get(random.nextInt(LITERALS.size())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of any characters, half a surrogate pair and NUL among them, and of any length. */
    String text() {
        int length = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(12);
        int bound = random.nextBoolean() ? 0x80 : 0x10000;
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(bound));
        }
        return text.toString();
    }

    private String time() {
        return switch (random.nextInt(4)) {
            case 0 -> Instant.now().minusSeconds(random.nextInt(200_000)).toString();
            case 1 -> Instant.now().plusSeconds(random.nextInt(600)).toString();
            case 2 -> "2026-11-20T23:59:60+14:00";
            default -> Instant.ofEpochSecond(random.nextLong(1L << 36)).toString();
        };
    }
}
