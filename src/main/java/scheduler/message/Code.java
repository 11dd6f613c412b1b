package scheduler.message;

import java.util.Locale;

/// The stable codes of everything that the service refuses, each with its HTTP status: the same number is the failure
/// code of a refusal on the event bus.
public enum Code {
    MALFORMED(400, "The request cannot be read"),
    UNAUTHENTICATED(401, "Who asks is not known"),
    FORBIDDEN(403, "This is not allowed"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    REQUEST_TIMEOUT(408, "The request did not come in time"),
    SLOT_TAKEN(409, "The time is taken"),
    LIMIT_REACHED(409, "A limit is reached"),
    ALREADY_BOOKED(409, "This is booked already"),
    WRONG_STATUS(409, "The state does not allow it"),
    HOLD_EXPIRED(410, "The hold has expired"),
    EVENTS_GONE(410, "The log no longer goes back that far"),
    VERSION_MISMATCH(412, "It has changed meanwhile"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
    OUTSIDE_HOURS(422, "It is closed at that time"),
    NOT_ON_GRID(422, "No slot starts at that time"),
    TOO_SOON(422, "The start is too soon"),
    TOO_LATE(422, "The time is too late"),
    BLOCKED(422, "The time is blocked"),
    UNKNOWN_SERVICE(422, "There is no such service"),
    UNKNOWN_RESOURCE(422, "There is no such resource"),
    AMBIGUOUS_LOCAL_TIME(422, "The local time happens twice"),
    NONEXISTENT_LOCAL_TIME(422, "The local time does not happen"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for something else"),
    INVALID(422, "A rule is broken"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL(500, "Something went wrong here"),
    OVERLOADED(503, "The service cannot take this now");

    private final int status;
    private final String title;

    Code(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// The code as it travels: `slot_taken`.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
