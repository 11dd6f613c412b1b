package scheduler.dev;

import scheduler.Main;

/// Starts the service for development; without a database URL it brings its own PostgreSQL.
public final class DevMain {
    private DevMain() {}

    public static void main(String[] args) throws Exception {
        Main.run(args, DevDatabase::start);
    }
}
