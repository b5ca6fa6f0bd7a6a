package io.flagmeter.tools.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagmeter.tools.SentEvent;
import java.util.ArrayList;
import java.util.List;

/** What became of the events of one request. */
record Answer(int accepted, int rejected, List<Rejection> rejections) {
    private static final String NOT_OURS = "the answer is not FlagMeter's: is --url right?";

    Answer {
        rejections = List.copyOf(rejections);
    }

    /** Why an item, or the whole request, was refused. */
    record Rejection(String item, String reason) {}

    static Answer ofSingle(SentEvent event, JsonNode body) {
        return body.path("status").asText().equals("accepted")
                ? new Answer(1, 0, List.of())
                : refused(List.of(event), NOT_OURS);
    }

    /** Whatever the answer does not call accepted is rejected, so that the sum is always whole. */
    static Answer ofBatch(List<SentEvent> events, JsonNode body) {
        JsonNode results = body.path("results");
        if (results.size() != events.size()) {
            return refused(events, NOT_OURS);
        }
        List<Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode result = results.path(i);
            if (!result.path("status").asText().equals("accepted")) {
                rejections.add(new Rejection(events.get(i).id(), reason(result)));
            }
        }
        return new Answer(events.size() - rejections.size(), rejections.size(), rejections);
    }

    static Answer refused(List<SentEvent> events, String reason) {
        return new Answer(0, events.size(), List.of(new Rejection(events.getFirst().id(), reason)));
    }

    private static String reason(JsonNode result) {
        String field = result.path("field").asText();
        String reason = result.path("reason").asText("no reason given");
        return reason.startsWith(field) ? reason : field + ": " + reason;
    }
}
