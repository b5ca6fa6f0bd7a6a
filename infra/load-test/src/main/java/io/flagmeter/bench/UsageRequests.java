package io.flagmeter.bench;

import java.nio.ByteBuffer;

/** Quota checks of all stored tenants, in an order that no cache could guess. */
final class UsageRequests implements Requests {

    private final Template template = Template.get("/usage/stored-#####");
    private final int at = template.find("#", 0);
    private final int tenants;
    private long next;

    UsageRequests(int tenants) {
        this.tenants = tenants;
    }

    @Override
    public int maxBytes() {
        return template.length();
    }

    @Override
    public void next(ByteBuffer buffer) {
        // A prime step visits every tenant once before it visits one again.
        next = (next + 7_919) % tenants;
        template.number(at, 5, next);
        template.writeTo(buffer);
    }
}
