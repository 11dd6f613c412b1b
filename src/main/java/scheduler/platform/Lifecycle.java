package scheduler.platform;

/// Where the service stands between start and stop. Written by the thread that starts and stops it, read by health.
public final class Lifecycle {

    /// The stages, in order.
    public enum Stage {
        STARTING,
        SERVING,
        DRAINING
    }

    private volatile Stage stage = Stage.STARTING;

    public Stage stage() {
        return stage;
    }

    public void enter(Stage next) {
        stage = next;
    }
}
