package io.flagmeter.devservices;

import io.flagmeter.embedded.EmbeddedServer;
import io.flagmeter.embedded.StackDirectory;
import io.quarkus.deployment.builditem.Startable;
import org.jspecify.annotations.Nullable;

/** A server as Quarkus starts and closes it. */
interface ServerDevService extends Startable {

    /** How either kind of server is started. */
    interface Start {
        EmbeddedServer in(StackDirectory dir, int port);
    }

    /** Once it was started. */
    EmbeddedServer server();

    @Override
    void close();

    @Override
    default String getConnectionInfo() {
        return server().url();
    }

    /** There is no container. */
    @Override
    default @Nullable String getContainerId() {
        return null;
    }
}
