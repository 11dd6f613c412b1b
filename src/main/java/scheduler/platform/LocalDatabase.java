package scheduler.platform;

import java.nio.file.Path;

/// A PostgreSQL that the development run brings along. The shipped jar has none: there the settings name a database.
public interface LocalDatabase {

    /// Starts it, or takes over what an earlier run left. Port 0 means any free one.
    Running start(Path dataDirectory, int port);

    /// Ends at once whatever runs on the directory, also what is just being started. Nothing that was committed is
    /// lost.
    void kill(Path dataDirectory);

    /// A local database while it runs.
    interface Running extends AutoCloseable {

        String url();

        @Override
        void close();
    }
}
