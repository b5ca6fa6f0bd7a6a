package io.flagmeter.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** The stack's three HTTP ports: the API's, the worker's next to it, alerting's after that. */
record Ports(int first) {

    static final Ports USUAL = new Ports(8080);

    Ports {
        if (first < 1 || first > 65533) {
            throw Complaint.usage(
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
    Complaint taken(Service service) {
        int other = first + 1000 > 64000 ? USUAL.first : first + 1000;
        return Complaint.about(
                ("Port %d is taken by another program and %s needs it; choose "
                                + "others with ./flagmeter up --port %d (uses %d to %d).")
                        .formatted(of(service), service.name(), other, other, other + 2));
    }

    static boolean isFree(String host, int port) {
        return canBind(host, port) && (!host.equals("127.0.0.1") || canBind("::1", port));
    }

    /** An address this machine does not have cannot be taken. */
    private static boolean canBind(String host, int port) {
        try (var socket = new ServerSocket()) {
            var address = InetAddress.getByName(host);
            try (var any = new ServerSocket()) {
                any.bind(new InetSocketAddress(address, 0));
            } catch (IOException noSuchAddress) {
                return true;
            }
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (UnknownHostException e) {
            throw Complaint.about("QUARKUS_HTTP_HOST names '" + host + "', which has no address.");
        } catch (IOException taken) {
            return false;
        }
    }
}
