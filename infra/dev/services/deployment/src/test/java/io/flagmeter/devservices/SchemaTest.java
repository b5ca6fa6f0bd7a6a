package io.flagmeter.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagmeter.embedded.StackDirectory;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void databaseOfDevelopersHasTheSchemaAlsoAtTheNextStart() throws Exception {
        StackDirectory dir = StackDirectory.temporary();
        Schema.migrated(dir, 0);
        try (var server = Schema.migrated(dir, 0);
                var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://localhost:%d/flagmeter?user=flagmeter&password=flagmeter"
                                        .formatted(server.port()));
                var row =
                        connection.createStatement().executeQuery("SELECT count(*) FROM tenants")) {
            row.next();

            assertThat(row.getInt(1)).isZero();
        }
    }
}
