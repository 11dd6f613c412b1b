package scheduler.message;

/// What a write left behind and answered: kept under its idempotency key, so that a retry gets the same again, byte for
/// byte. `created` tells a first write from a replacement, `replayed` a retry from the write itself.
public record Receipt(String subject, long version, boolean created, String body, boolean replayed) {

    public static Receipt created(String subject, long version, String body) {
        return new Receipt(subject, version, true, body, false);
    }

    public static Receipt changed(String subject, long version, String body) {
        return new Receipt(subject, version, false, body, false);
    }
}
