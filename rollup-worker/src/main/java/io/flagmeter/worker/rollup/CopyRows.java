package io.flagmeter.worker.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flagmeter.model.event.TokenParts;
import io.flagmeter.model.event.UsageEvent;
import io.flagmeter.model.rollup.Column;
import io.flagmeter.model.rollup.PartSums;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the binary form of COPY (PostgreSQL manual, "COPY", File Formats): no escaping on this
 * side and no parsing on the other.
 */
final class CopyRows {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0};

    /** PostgreSQL counts from here (datatype/timestamp.h, POSTGRES_EPOCH_JDATE). */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int EPOCH_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();
    private static final short COLUMNS = 6;
    private static final int NULL = -1;

    private static final String COPY =
            "COPY events (tenant, id, day, feature, tokens, created_at%s)"
                    + " FROM STDIN WITH (FORMAT binary)";

    private static final String WITHOUT_PARTS = COPY.formatted("");
    private static final String WITH_PARTS = COPY.formatted(", " + Column.names(PartSums.COLUMNS));

    private final ByteArrayOutputStream bytes;
    private final DataOutputStream out;
    private final boolean parts;

    /**
     * @param parts whether any of the events has them, so that who sends none does not pay for them
     */
    CopyRows(int expectedRows, boolean parts) throws IOException {
        this.parts = parts;
        bytes = new ByteArrayOutputStream(32 + expectedRows * 128);
        out = new DataOutputStream(bytes);
        out.write(SIGNATURE);
        out.writeInt(0); // no flags
        out.writeInt(0); // no header extension
    }

    void add(UsageEvent event, LocalDate day) throws IOException {
        // Taken apart whole, so that a further part does not compile before it has a column here.
        if (!(event
                instanceof
                UsageEvent(
                        var id,
                        var tenant,
                        var feature,
                        var tokens,
                        var timestamp,
                        _,
                        var partsOfIt))) {
            throw new NullPointerException("event");
        }
        out.writeShort(parts ? COLUMNS + PartSums.COLUMNS.size() : COLUMNS);
        text(tenant);
        text(id);
        out.writeInt(Integer.BYTES);
        out.writeInt((int) day.toEpochDay() - EPOCH_DAY);
        text(feature);
        out.writeInt(Long.BYTES);
        out.writeLong(tokens);
        out.writeInt(Long.BYTES);
        out.writeLong(micros(timestamp));
        if (parts) {
            write(partsOfIt);
        }
    }

    private void write(@Nullable TokenParts partsOfIt) throws IOException {
        for (TokenParts.Part part : TokenParts.PARTS) {
            if (partsOfIt == null) {
                out.writeInt(NULL);
            } else {
                out.writeInt(Long.BYTES);
                out.writeLong(part.of().applyAsLong(partsOfIt));
            }
        }
    }

    /** What the rows are sent with. */
    String statement() {
        return parts ? WITH_PARTS : WITHOUT_PARTS;
    }

    void writeTo(CopyIn copy) throws IOException, SQLException {
        out.writeShort(-1); // end of data
        byte[] all = bytes.toByteArray();
        copy.writeToCopy(all, 0, all.length);
    }

    private static long micros(Instant time) {
        return (time.getEpochSecond() - EPOCH.getEpochSecond()) * 1_000_000
                + time.getNano() / 1_000;
    }

    private void text(String value) throws IOException {
        byte[] utf8 = value.getBytes(UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
