package io.flagmeter.model.queue;

/**
 * The Valkey keys of one queue partition. All share the hash tag {@code {partition}}, so that one
 * partition lies on one node of a cluster and its scripts may touch all of its keys.
 *
 * @param partition 0 is the only one until a deployment is split
 */
public record QueueKeys(int partition) {

    public static final QueueKeys DEFAULT = new QueueKeys(0);

    public QueueKeys {
        if (partition < 0) {
            throw new IllegalArgumentException("partition must not be negative: " + partition);
        }
    }

    /** List: events waiting to be claimed, newest at the head (LPUSH), oldest at the tail. */
    public String events() {
        return key("events");
    }

    /**
     * String: events without the mark of {@code EventCodec} that APIs have put on the list, ever:
     * those of older releases, and dead letters of other producers that were put back.
     */
    public String accepted() {
        return key("accepted");
    }

    /** String: events with the mark that APIs have put on the list, ever. */
    public String own() {
        return key("own");
    }

    /** String: events that workers have claimed from the list, ever. */
    public String claimed() {
        return key("claimed");
    }

    /** String: those of the claimed that had the mark. */
    public String claimedOwn() {
        return key("claimed-own");
    }

    /** String: those of the claimed that had it not. */
    public String claimedOther() {
        return key("claimed-other");
    }

    /**
     * Hash: what there was when the server's process, {@code run}, gave its first claim: {@code
     * own} and {@code claimed}, as above.
     */
    public String start() {
        return key("start");
    }

    /** String: which of its memories Valkey has, see the table {@code queue_marks}. */
    public String epoch() {
        return key("epoch");
    }

    /** List: the events of one claimed batch, in the order of {@link #events()}. */
    public String batch(String batchId) {
        return key("batch:" + batchId);
    }

    /** Sorted set: the ids of claimed batches, scored by the end of their lease in epoch ms. */
    public String leases() {
        return key("leases");
    }

    /** String, and never a list: idle workers wait for an event that may not pass it. */
    public String gate() {
        return key("gate");
    }

    /** List: what could not be decoded or applied, as {@code DeadLetter} writes it. */
    public String deadLetters() {
        return key("dead");
    }

    /** String: dead letters that were not kept because there was no room for them, ever. */
    public String droppedLetters() {
        return key("dead-dropped");
    }

    /**
     * String: how far the rate limits of one subject are used up, of a tenant whose events take
     * this partition, or of an API key. It ends by itself soon after they are whole again.
     */
    public String limit(String name) {
        return key("limit:" + name);
    }

    private String key(String name) {
        return "flagmeter:{" + partition + "}:" + name;
    }
}
