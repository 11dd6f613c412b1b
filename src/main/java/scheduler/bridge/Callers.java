package scheduler.bridge;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All clients of the bridges of this node, on whichever event loop: they are counted here, and ended here
/// when the service stops, which would else wait for them.
public final class Callers {

    private final int most;
    private final Set<Caller> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isEnding;

    public Callers(int most) {
        this.most = most;
    }

    synchronized boolean add(Caller caller) {
        return !isEnding && open.size() < most && open.add(caller);
    }

    void remove(Caller caller) {
        open.remove(caller);
    }

    public int size() {
        return open.size();
    }

    /// Ends all of them and lets no more in.
    public void end() {
        synchronized (this) {
            isEnding = true;
        }
        open.forEach(Caller::end);
    }
}
