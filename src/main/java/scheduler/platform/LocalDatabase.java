package scheduler.platform;

import java.nio.file.Path;

/// A PostgreSQL that the development run brings along. The shipped jar has none: there the settings name a database.
@FunctionalInterface
public interface LocalDatabase {

    /// Starts it, or takes over what an earlier run left. Port 0 means any free one.
    Running start(Path dataDirectory, int port);

    /// A local database while it runs.
    interface Running extends AutoCloseable {

        String url();

        @Override
        void close();
    }
}
