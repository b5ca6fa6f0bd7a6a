package io.flagmeter.launcher;

import io.flagmeter.embedded.FreePorts;
import io.flagmeter.tools.UserError;
import java.net.UnknownHostException;

/** The stack's three HTTP ports: the API's, the worker's next to it, alerting's after that. */
record ServicePorts(int first) {

    static final ServicePorts USUAL = new ServicePorts(8080);

    ServicePorts {
        if (first < 1 || first > 65533) {
            throw UserError.usage(
                    "--port wants a port from 1 to 65533, because it takes the next two as well.");
        }
    }

    int of(Service service) {
        return first + service.portOffset();
    }

    int last() {
        return first + 2;
    }

    /** One sentence about a port that another program holds. */
    UserError taken(Service service) {
        int other = first + 1000 > 64000 ? USUAL.first : first + 1000;
        return UserError.about(
                ("Port %d is taken by another program and %s needs it; choose "
                                + "others with ./flagmeter up --port %d (uses %d to %d).")
                        .formatted(of(service), service.name(), other, other, other + 2));
    }

    static boolean isFree(String host, int port) {
        try {
            // A browser may ask ::1 for localhost, and would reach who listens there.
            return FreePorts.isFree(host, port)
                    && (!host.equals("127.0.0.1") || FreePorts.isFree("::1", port));
        } catch (UnknownHostException e) {
            throw UserError.about("QUARKUS_HTTP_HOST names '" + host + "', which has no address.");
        }
    }
}
