package io.flagmeter.api.tenants;

import io.flagmeter.server.body.JsonFields;
import io.flagmeter.server.problem.ProblemException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The time zones that PostgreSQL knows: its reports must be able to use what Java takes. */
@Singleton
class Zones {

    static final String RULE = "must be an IANA name such as Europe/Berlin";

    private static final String KNOWN = "SELECT 1 FROM pg_timezone_names WHERE name = ?";

    private final DataSource database;

    Zones(DataSource database) {
        this.database = database;
    }

    /**
     * Refuses a zone that PostgreSQL does not know by this name.
     *
     * @throws ProblemException that names the field timeZone
     */
    void require(String name) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(KNOWN)) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    throw JsonFields.invalid("timeZone", RULE + " that PostgreSQL knows too");
                }
            }
        }
    }
}
