package io.flagmeter.alerting.notice;

import java.util.UUID;

/** What somebody is told. */
public sealed interface Notice {

    /** The usage passed a threshold of the quota. */
    record Crossed(AlertFacts alert) implements Notice {}

    /** The quota was raised, so that the usage is below the threshold again. */
    record Resolved(AlertFacts alert) implements Notice {}

    /** Somebody asked whether the webhook works. */
    record Test(String tenant, UUID deliveryId) implements Notice {}

    /** The same in every attempt and for every endpoint: receivers recognise repetitions by it. */
    default String id() {
        return switch (this) {
            case Crossed(AlertFacts alert) -> alert.id() + "_crossed";
            case Resolved(AlertFacts alert) -> alert.id() + "_resolved";
            case Test(_, UUID deliveryId) -> deliveryId + "_test";
        };
    }
}
