package scheduler.platform;

/// Whether as much waits to be decided as may. Whoever takes in requests turns away what would only be refused later,
/// for a fraction of what it costs to read and to judge it first. Known to all event loops of a node.
public final class Pressure {

    private volatile boolean isFull;

    public boolean isFull() {
        return isFull;
    }

    public void full(boolean full) {
        if (isFull != full) {
            isFull = full;
        }
    }
}
