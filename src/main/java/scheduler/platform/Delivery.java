package scheduler.platform;

/// Whether the event bus delivers, as far as this node can tell. Written by whoever tries it, read by health.
public final class Delivery {

    private volatile boolean isWorking = true;

    public boolean isWorking() {
        return isWorking;
    }

    public void working(boolean working) {
        isWorking = working;
    }
}
