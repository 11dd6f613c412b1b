package scheduler.booking;

/// A step in the life of a booking, or of the hold before it, that does not change its time.
public enum Step {
    CONFIRM(Status.CONFIRMED, "booking.confirmed"),
    DECLINE(Status.DECLINED, "booking.declined"),
    CANCEL(Status.CANCELLED, "booking.cancelled"),
    CHECK_IN(Status.CHECKED_IN, "booking.checked_in"),
    COMPLETE(Status.COMPLETED, "booking.completed"),
    NO_SHOW(Status.NO_SHOW, "booking.no_show"),
    /// Nobody has answered a request in time.
    EXPIRE(Status.EXPIRED, "booking.expired"),
    EXTEND_HOLD(Status.HELD, "hold.extended"),
    RELEASE_HOLD(Status.EXPIRED, "hold.released"),
    EXPIRE_HOLD(Status.EXPIRED, "hold.expired");

    private final Status to;
    private final String event;

    Step(Status to, String event) {
        this.to = to;
        this.event = event;
    }

    boolean mayFollow(Status status) {
        return switch (this) {
            case CONFIRM, DECLINE, EXPIRE -> status == Status.PENDING;
            case CANCEL -> status.isOpen();
            case CHECK_IN, NO_SHOW -> status == Status.CONFIRMED;
            case COMPLETE -> status == Status.CHECKED_IN;
            case EXTEND_HOLD, RELEASE_HOLD, EXPIRE_HOLD -> status == Status.HELD;
        };
    }

    Status to() {
        return to;
    }

    String event() {
        return event;
    }

    /// Whether the time can be booked by others afterwards.
    boolean freesTime() {
        return switch (this) {
            case DECLINE, CANCEL, EXPIRE, RELEASE_HOLD, EXPIRE_HOLD -> true;
            case CONFIRM, CHECK_IN, COMPLETE, NO_SHOW, EXTEND_HOLD -> false;
        };
    }
}
