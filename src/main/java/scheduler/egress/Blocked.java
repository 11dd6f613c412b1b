package scheduler.egress;

/// That an address is none that requests are sent to. Nothing was connected to.
public final class Blocked extends RuntimeException {

    private static final long serialVersionUID = 1;

    Blocked(String message) {
        super(message, null, false, false);
    }
}
