package scheduler.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test can ask for its database and for a connection as parameters.
@ExtendWith(Postgres.class)
class PostgresParameterTest {
    private static @Nullable Connection given;

    @Test
    void the_connection_is_one_to_the_database_of_the_class(Postgres postgres, Connection connection)
            throws SQLException {
        assertThat(postgres.url()).contains("/" + connection.getCatalog());
        given = connection;
    }

    @AfterAll
    static void the_connection_is_closed_after_the_test() throws SQLException {
        assertThat(Objects.requireNonNull(given).isClosed()).isTrue();
    }
}
