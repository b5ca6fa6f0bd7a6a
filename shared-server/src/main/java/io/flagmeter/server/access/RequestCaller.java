package io.flagmeter.server.access;

import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Where a request keeps who sends it. */
public final class RequestCaller {

    private static final String ATTRIBUTE = Caller.class.getName();

    private RequestCaller() {}

    /** Who sends this request, which {@link RequireKey} has let pass. */
    public static Caller of(RoutingContext context) {
        Caller caller = context.get(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("a request came past RequireKey");
        }
        return caller;
    }

    /** As above; null where {@link RequireKey} has refused it, or asks for no key. */
    public static @Nullable Caller known(RoutingContext context) {
        return context.get(ATTRIBUTE);
    }

    static void is(Caller caller, RoutingContext context) {
        context.put(ATTRIBUTE, caller);
    }
}
