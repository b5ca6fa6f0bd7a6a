package io.flagmeter.server.queue;

import io.flagmeter.model.event.UsageEvent;
import java.util.List;

class InMemoryEventQueueTest extends EventQueueContract {

    private final InMemoryEventQueue queue = new InMemoryEventQueue(BOUND);

    @Override
    EventQueue queue() {
        return queue;
    }

    @Override
    List<UsageEvent> drain() {
        return queue.drain();
    }

    @Override
    void fail() {
        queue.fail();
    }

    @Override
    void recover() {
        queue.recover();
    }
}
