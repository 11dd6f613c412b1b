package scheduler.dev;

/// A short wait between two looks at something outside this JVM that cannot tell when it changes.
final class Pause {
    private Pause() {}

    static void milliseconds(long length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for PostgreSQL", e);
        }
    }
}
