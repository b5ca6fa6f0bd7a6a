package io.flagmeter.api.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.flagmeter.model.event.EventFields;
import io.flagmeter.model.event.InvalidEventException;
import io.flagmeter.model.event.JsonFormat;
import io.flagmeter.server.problem.Problem;
import io.flagmeter.server.problem.ProblemException;
import io.flagmeter.server.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the body of {@code POST /events/batch}: every item is taken or refused by itself.
 *
 * @param maxItems most items a request may carry
 */
record BatchReader(EventReader events, int maxItems) {

    private static final Item NOT_AN_OBJECT =
            new Item.Refused(null, "item", "item must be a JSON object");
    private static final Item NOT_ONE_OBJECT =
            new Item.Refused(null, "item", "item must be one JSON object");

    /**
     * The items of a JSON array, in order.
     *
     * @throws ProblemException if the array as a whole is malformed, empty or too long
     */
    List<Item> array(byte[] body, EventFormat format, Instant now) {
        var items = new ArrayList<Item>();
        try (JsonParser parser = JsonFormat.FACTORY.createParser(body)) {
            JsonToken start = parser.nextToken();
            if (start == null) {
                throw emptyBody();
            }
            if (start != JsonToken.START_ARRAY) {
                throw EventReader.malformed("the body must be a JSON array of events");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                add(item(parser, format, now), items);
            }
            if (parser.nextToken() != null) {
                throw EventReader.malformed(
                        "the body must be one JSON array, without anything behind it");
            }
        } catch (JsonProcessingException e) {
            throw EventReader.malformed(EventReader.reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
        return notEmpty(items);
    }

    /**
     * The items of NDJSON, one a line. A line that is not JSON is refused by itself.
     *
     * @throws ProblemException if there is no item or there are too many
     */
    List<Item> lines(byte[] body, Instant now) {
        if (body.length == 0) {
            throw emptyBody();
        }
        var items = new ArrayList<Item>();
        for (int start = 0, end; start < body.length; start = end + 1) {
            end = start;
            boolean blank = true;
            while (end < body.length && body[end] != '\n') {
                blank &= body[end] == ' ' || body[end] == '\t' || body[end] == '\r';
                end++;
            }
            if (!blank) {
                add(line(body, start, end - start, now), items);
            }
        }
        return notEmpty(items);
    }

    private Item line(byte[] body, int offset, int length, Instant now) {
        try (JsonParser parser = JsonFormat.FACTORY.createParser(body, offset, length)) {
            parser.nextToken();
            Item item = item(parser, EventFormat.PLAIN, now);
            return parser.nextToken() == null ? item : NOT_ONE_OBJECT;
        } catch (JsonProcessingException e) {
            return new Item.Refused(
                    null, "item", "item is malformed JSON: " + EventReader.message(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    private Item item(JsonParser parser, EventFormat format, Instant now) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return NOT_AN_OBJECT;
        }
        EventFields fields = format.read(parser);
        try {
            return new Item.Taken(events.event(fields, format, now));
        } catch (InvalidEventException e) {
            return Item.Refused.of(fields.id(), e);
        }
    }

    private void add(Item item, List<Item> items) {
        if (items.size() == maxItems) {
            throw Problem.limit(
                            ProblemType.BATCH_TOO_LONG,
                            "a batch may hold at most " + maxItems + " items",
                            maxItems)
                    .toException();
        }
        items.add(item);
    }

    private static ProblemException emptyBody() {
        return Problem.of(ProblemType.EMPTY_BODY, "the body must hold events").toException();
    }

    private static List<Item> notEmpty(List<Item> items) {
        if (items.isEmpty()) {
            throw Problem.of(ProblemType.EMPTY_BATCH, "a batch must hold at least one event")
                    .toException();
        }
        return items;
    }
}
