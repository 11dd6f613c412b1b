package scheduler.dev;

import java.nio.file.Path;
import scheduler.Main;
import scheduler.platform.LocalDatabase;

/// Starts the service for development; without a database URL it brings its own PostgreSQL.
public final class DevMain implements LocalDatabase {
    private DevMain() {}

    public static void main(String[] args) {
        Main.run(args, new DevMain());
    }

    @Override
    public Running start(Path dataDirectory, int port) {
        return DevDatabase.start(dataDirectory, port);
    }

    @Override
    public void kill(Path dataDirectory) {
        DevDatabase.kill(dataDirectory);
    }
}
