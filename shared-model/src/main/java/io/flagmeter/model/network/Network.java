package io.flagmeter.model.network;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR notation, such as {@code 10.0.0.0/8} or {@code fd00::/8}. It keeps
 * bytes and no {@link InetAddress}, which a native program refuses to carry from where it was
 * built.
 */
public final class Network {

    private static final Pattern CIDR =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*)/(\\d{1,3})");

    private final byte[] base;
    private final int bits;

    /**
     * @param bits how many leading bits of the base an address must share
     */
    private Network(byte[] base, int bits) {
        this.base = base;
        this.bits = bits;
    }

    /**
     * Reads the notation.
     *
     * @throws IllegalArgumentException with a sentence that repeats what was given
     */
    public static Network of(String text) {
        Matcher cidr = CIDR.matcher(text.strip());
        if (cidr.matches()) {
            int bits = Integer.parseInt(cidr.group(2));
            try {
                byte[] base = InetAddress.ofLiteral(cidr.group(1)).getAddress();
                if (bits <= base.length * 8) {
                    return new Network(base, bits);
                }
            } catch (IllegalArgumentException e) {
                // Its message is for programmers; a cause would take the place of ours.
                throw refused(text);
            }
        }
        throw refused(text);
    }

    /** Whether the address lies in it; one of the other family never does. */
    public boolean contains(InetAddress address) {
        byte[] theirs = address.getAddress();
        if (base.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xFF : 0xFF << (8 - (bits - bit));
            if (((base[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "\"%s\" is not a network such as 10.0.0.0/8 or fd00::/8".formatted(text));
    }
}
