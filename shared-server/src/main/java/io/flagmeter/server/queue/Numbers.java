package io.flagmeter.server.queue;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Integers as a MessagePack array, which scripts in Valkey read at once. Of the format only what
 * that needs; the format is at https://github.com/msgpack/msgpack/blob/master/spec.md.
 */
final class Numbers {

    private static final byte PAIR = (byte) 0x92;
    private static final byte ARRAY_32 = (byte) 0xdd;
    private static final byte INT_64 = (byte) 0xd3;
    private static final int SMALLEST_SHORT = -32;
    private static final int LARGEST_SHORT = 127;
    private static final int LONGEST = 1 + Long.BYTES;

    private byte[] bytes = new byte[512];
    private int length;
    private int count;

    void add(long number) {
        if (length + LONGEST > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        count++;
        if (number >= SMALLEST_SHORT && number <= LARGEST_SHORT) {
            bytes[length++] = (byte) number;
            return;
        }
        ByteBuffer.wrap(bytes, length, LONGEST).put(INT_64).putLong(number);
        length += LONGEST;
    }

    /** An array of both. */
    static byte[] pair(Numbers first, Numbers second) {
        var out =
                ByteBuffer.allocate(1 + 2 * (1 + Integer.BYTES) + first.length + second.length)
                        .put(PAIR);
        for (Numbers each : new Numbers[] {first, second}) {
            out.put(ARRAY_32).putInt(each.count).put(each.bytes, 0, each.length);
        }
        return out.array();
    }

    /**
     * Reads an array of integers.
     *
     * @throws IllegalArgumentException if it is none
     */
    static long[] read(byte[] packed) {
        ByteBuffer in = ByteBuffer.wrap(packed);
        var numbers = new long[length(in)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(in);
        }
        return numbers;
    }

    private static int length(ByteBuffer in) {
        int type = in.get() & 0xff;
        return switch (type) {
            case 0xdc -> in.getShort() & 0xffff;
            case 0xdd -> in.getInt();
            default -> {
                if (type >> 4 != 0x9) {
                    throw new IllegalArgumentException("no array: " + type);
                }
                yield type & 0xf;
            }
        };
    }

    private static long number(ByteBuffer in) {
        byte type = in.get();
        return switch (type & 0xff) {
            case 0xcc -> in.get() & 0xff;
            case 0xcd -> in.getShort() & 0xffff;
            case 0xce -> in.getInt() & 0xffff_ffffL;
            case 0xcf, 0xd3 -> in.getLong();
            case 0xd0 -> in.get();
            case 0xd1 -> in.getShort();
            case 0xd2 -> in.getInt();
            default -> {
                if (type < SMALLEST_SHORT) {
                    throw new IllegalArgumentException("no integer: " + type);
                }
                yield type;
            }
        };
    }
}
