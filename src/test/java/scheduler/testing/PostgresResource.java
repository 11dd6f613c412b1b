package scheduler.testing;

import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/// What JUnit closes at the end of the context that stores it, also where it is told to leave `AutoCloseable` alone.
@SuppressWarnings("deprecation")
interface PostgresResource extends AutoCloseable, Store.CloseableResource {
    @Override
    void close() throws SQLException;
}
