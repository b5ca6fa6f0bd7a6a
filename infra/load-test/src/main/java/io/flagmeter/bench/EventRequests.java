package io.flagmeter.bench;

import java.nio.ByteBuffer;
import java.util.Collections;

/** Events of many tenants and features with ids of their own, one a request or many. */
final class EventRequests implements Requests {

    static final int TENANTS = 200;
    static final int FEATURES = 7;

    /** What tenants are called that have a limit. */
    static final String LIMITED = "limited-###";

    private static final String EVENT =
            "{\"tenant\":\"%s\",\"feature\":\"model-#\",\"tokens\":%d,\"id\":\"req-%s-@@@@@@@@@@@@\"}";
    private static final int ID_DIGITS = 12;

    private final Template template;
    private final int[] ids;
    private final int[] tenants;
    private final int[] features;
    private long sent;

    private EventRequests(Template template, int events) {
        this.template = template;
        ids = new int[events];
        tenants = new int[events];
        features = new int[events];
        int at = 0;
        for (int i = 0; i < events; i++) {
            tenants[i] = template.find("###", at);
            features[i] = template.find("model-#", at) + "model-".length();
            ids[i] = template.find("@", at);
            at = ids[i] + ID_DIGITS;
        }
    }

    static EventRequests single(String path) {
        String body = EVENT.formatted("tenant-###", 1500, "single");
        return new EventRequests(Template.post(path, body), 1);
    }

    /** The same without a key. */
    static EventRequests keyless(String path) {
        String body = EVENT.formatted("tenant-###", 1500, "single");
        return new EventRequests(Template.keyless(path, body), 1);
    }

    /** The same of tenants that have a limit, see {@link BenchLimits}. */
    static EventRequests limited(String path) {
        String body = EVENT.formatted(LIMITED, 1500, "single");
        return new EventRequests(Template.post(path, body), 1);
    }

    /** Single events of one tenant and feature and of one token each: the total is their number. */
    static EventRequests countable(String tenant) {
        String body = EVENT.formatted(tenant, 1, tenant).replace("model-#", "model-0");
        return new EventRequests(Template.post("/events", body));
    }

    private EventRequests(Template template) {
        this.template = template;
        ids = new int[] {template.find("@", 0)};
        tenants = new int[0];
        features = new int[0];
    }

    static EventRequests batches(int events) {
        String one = EVENT.formatted("tenant-###", 1500, "batch");
        String body = "[" + String.join(",", Collections.nCopies(events, one)) + "]";
        return new EventRequests(Template.post("/events/batch", body), events);
    }

    @Override
    public int maxBytes() {
        return template.length();
    }

    @Override
    public void next(ByteBuffer buffer) {
        for (int i = 0; i < ids.length; i++) {
            template.number(ids[i], ID_DIGITS, sent);
            if (tenants.length > 0) {
                template.number(tenants[i], 3, sent % TENANTS);
                template.number(features[i], 1, sent / TENANTS % FEATURES);
            }
            sent++;
        }
        template.writeTo(buffer);
    }
}
