package scheduler.mail;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.letter.Occasion.Topic;
import scheduler.message.EmailAddress;

/// How whoever gets the mail of a tenant can have no more of it: by a link that only this service can have made.
/// Without an address of the service that others can reach there is none.
public final class Unsubscribing {

    private static final String PATH = "/v1/unsubscribe/";

    private final String publicUrl;
    private final Seal seal;

    Unsubscribing(String publicUrl, Seal seal) {
        this.publicUrl = publicUrl;
        this.seal = seal;
    }

    /// The link for an address. A letter about what somebody has just done has none: it is no list that he could leave.
    public @Nullable String link(Topic kind, String address) {
        return switch (kind) {
            case REMINDER, FOLLOWUP ->
                publicUrl.isEmpty() ? null : publicUrl + PATH + seal.seal(EmailAddress.folded(address));
            case CONFIRMED, REQUESTED, DECLINED, RESCHEDULED, CANCELLED -> null;
        };
    }

    Optional<String> address(String token) {
        return seal.open(token);
    }
}
