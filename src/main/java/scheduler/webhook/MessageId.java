package scheduler.webhook;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The id of a delivery, which its receiver gets as `webhook-id`: the event and the number of the
/// subscription, so it is the same however often it is sent.
record MessageId(UUID event, long subscription) {

    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})_([1-9][0-9]{0,17})");

    static Optional<MessageId> read(String text) {
        var found = FORM.matcher(text);
        return found.matches()
                ? Optional.of(new MessageId(UUID.fromString(found.group(1)), Long.parseLong(found.group(2))))
                : Optional.empty();
    }

    String text() {
        return event + "_" + subscription;
    }
}
