package scheduler.mail;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.mail.Bounces.Bounce;
import scheduler.mail.Bounces.Kind;
import scheduler.message.Fields;
import scheduler.message.Refusal;

/// Reads what is told of mail that bounced: `{address, type, id, reason}`, and what Amazon SES (also by SNS), Postmark,
/// Mailgun and Brevo send. What they tell besides is none of it, and no reason to have them send it again.
final class BounceForms {

    private static final int BOUNCES_MAX = 100;
    private static final int ID_MAX = 200;
    private static final int NOTE_MAX = 500;
    private static final Set<String> POSTMARK_HARD = Set.of("HardBounce", "BadEmailAddress", "ManuallyDeactivated");
    private static final Set<String> POSTMARK_SPAM = Set.of("SpamComplaint", "SpamNotification");
    private static final Set<String> BREVO_HARD = Set.of("hard_bounce", "invalid_email");
    private static final Set<String> BREVO_SPAM = Set.of("spam", "complaint");

    private BounceForms() {}

    static List<Bounce> read(JsonObject body) {
        var bounces = form(body).limit(BOUNCES_MAX + 1).toList();
        if (bounces.size() > BOUNCES_MAX) {
            throw Refusal.invalid("", "It may tell of " + BOUNCES_MAX + " recipients at most.");
        }
        return bounces;
    }

    private static Stream<Bounce> form(JsonObject body) {
        if (text(body, "Type").filter("Notification"::equals).isPresent()) {
            return text(body, "Message")
                    .flatMap(BounceForms::parsed)
                    .map(BounceForms::form)
                    .orElseThrow(() -> none());
        }
        if (body.containsKey("notificationType") || body.containsKey("eventType")) {
            return ofSes(body);
        }
        if (body.containsKey("RecordType")) {
            return ofPostmark(body).stream();
        }
        if (body.containsKey("event-data")) {
            return ofMailgun(object(body, "event-data")).stream();
        }
        if (body.containsKey("event")) {
            return ofBrevo(body).stream();
        }
        return Stream.of(Fields.readWhole(body, "", BounceForms::own));
    }

    private static Bounce own(Fields fields) {
        return new Bounce(
                fields.text("address", Suppressions::address),
                fields.text("type", Kind::read),
                fields.optional("id", Fields.plain(ID_MAX)),
                fields.optional("reason", Fields.plain(NOTE_MAX)));
    }

    private static Stream<Bounce> ofSes(JsonObject body) {
        var type =
                text(body, "notificationType").or(() -> text(body, "eventType")).orElse("");
        var bounce = object(body, "bounce");
        var complaint = object(body, "complaint");
        return switch (type) {
            case "Bounce" -> {
                var kind =
                        text(bounce, "bounceType").filter("Permanent"::equals).isPresent()
                                ? Kind.PERMANENT
                                : Kind.TRANSIENT;
                yield recipients(bounce, "bouncedRecipients")
                        .flatMap(each -> bounce(
                                text(each, "emailAddress"),
                                kind,
                                text(bounce, "feedbackId"),
                                text(each, "diagnosticCode"))
                                .stream());
            }
            case "Complaint" ->
                recipients(complaint, "complainedRecipients")
                        .flatMap(each -> bounce(
                                text(each, "emailAddress"),
                                Kind.COMPLAINT,
                                text(complaint, "feedbackId"),
                                text(complaint, "complaintFeedbackType"))
                                .stream());
            default -> Stream.empty();
        };
    }

    private static Stream<JsonObject> recipients(JsonObject of, String name) {
        return of.getValue(name) instanceof JsonArray all
                ? all.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                : Stream.empty();
    }

    private static Optional<Bounce> ofPostmark(JsonObject body) {
        var record = text(body, "RecordType").orElse("");
        var type = text(body, "Type").orElse("");
        if (record.equals("SpamComplaint") || POSTMARK_SPAM.contains(type)) {
            return bounce(text(body, "Email"), Kind.COMPLAINT, text(body, "ID"), text(body, "Details"));
        }
        return record.equals("Bounce")
                ? bounce(
                        text(body, "Email"),
                        POSTMARK_HARD.contains(type) ? Kind.PERMANENT : Kind.TRANSIENT,
                        text(body, "ID"),
                        text(body, "Details").or(() -> text(body, "Description")))
                : Optional.empty();
    }

    private static Optional<Bounce> ofMailgun(JsonObject data) {
        var recipient = text(data, "recipient");
        var id = text(data, "id");
        var said = text(object(data, "delivery-status"), "message").or(() -> text(data, "reason"));
        return switch (text(data, "event").orElse("")) {
            case "complained" -> bounce(recipient, Kind.COMPLAINT, id, said);
            case "failed" ->
                bounce(
                        recipient,
                        text(data, "severity").filter("permanent"::equals).isPresent()
                                ? Kind.PERMANENT
                                : Kind.TRANSIENT,
                        id,
                        said);
            default -> Optional.empty();
        };
    }

    private static Optional<Bounce> ofBrevo(JsonObject body) {
        var event = text(body, "event").orElse("");
        var id = text(body, "message-id").map(each -> event + " " + each);
        if (BREVO_HARD.contains(event)) {
            return bounce(text(body, "email"), Kind.PERMANENT, id, text(body, "reason"));
        }
        if (BREVO_SPAM.contains(event)) {
            return bounce(text(body, "email"), Kind.COMPLAINT, id, text(body, "reason"));
        }
        return event.equals("soft_bounce")
                ? bounce(text(body, "email"), Kind.TRANSIENT, id, text(body, "reason"))
                : Optional.empty();
    }

    private static Optional<Bounce> bounce(
            Optional<String> address, Kind kind, Optional<String> id, Optional<String> note) {
        try {
            var read = Suppressions.address(address.orElseThrow(BounceForms::none));
            return Optional.of(new Bounce(
                    read,
                    kind,
                    id.map(each -> shortened(each, ID_MAX)).orElse(null),
                    note.map(each -> shortened(each, NOTE_MAX)).orElse(null)));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("", "It tells of an address that is none.");
        }
    }

    private static String shortened(String text, int max) {
        var plain = text.replace("\u0000", "");
        return plain.length() <= max ? plain : plain.substring(0, max);
    }

    private static Optional<JsonObject> parsed(String text) {
        try {
            return Optional.of(new JsonObject(text));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonObject json, String name) {
        Object value = json.getValue(name);
        return value instanceof String || value instanceof Number ? Optional.of(value.toString()) : Optional.empty();
    }

    private static JsonObject object(@Nullable JsonObject json, String name) {
        return json != null && json.getValue(name) instanceof JsonObject found ? found : new JsonObject();
    }

    private static Refusal none() {
        return Refusal.invalid("", "It is in none of the forms in which bounces are told.");
    }
}
