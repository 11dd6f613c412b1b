package scheduler.reminder;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.ical.Invitation;
import scheduler.ical.Labels;
import scheduler.ical.Labels.Thing;
import scheduler.ical.Organizer;
import scheduler.letter.LetterKind;
import scheduler.letter.Letters;
import scheduler.letter.Occasion;
import scheduler.letter.Occasion.Topic;
import scheduler.mail.Mail;
import scheduler.mail.Mail.CalendarPart;
import scheduler.mail.Sender;
import scheduler.mail.Stationery.Sheet;
import scheduler.message.Tenant;
import scheduler.time.Zones;

/// Writes the mail that a message is, as its tenant writes.
final class MailWriter {

    private static final int VALUE_MAX = 1_000;

    private final Letters letters = new Letters();

    Mail write(Tenant tenant, Sheet sheet, JsonObject message) {
        var recipient = message.getJsonObject("recipient");
        var link = link(sheet, message, recipient);
        return new Mail(
                tenant,
                message.getString("id"),
                sheet.messageId(message.getString("id")),
                message.getJsonObject("booking").getString("id"),
                sheet.sender(),
                recipient.getString("email", recipient.getString("name", recipient.getString("id", ""))),
                letters.write(occasion(message, sheet.sender(), link), sheet.forms()),
                invitation(message, recipient, sheet.sender()),
                link);
    }

    /// By which whoever comes can have no more of it; who works there cannot.
    private static @Nullable String link(Sheet sheet, JsonObject message, JsonObject recipient) {
        var address = recipient.getString("email");
        return address == null || !"attendee".equals(recipient.getString("kind"))
                ? null
                : sheet.unsubscribing().link(kind(message), address);
    }

    /// What a calendar makes of it, where the time is agreed, has changed or is off. Of those who come it names only
    /// whoever gets it.
    private static @Nullable CalendarPart invitation(JsonObject message, JsonObject recipient, Sender sender) {
        var booking = message.getJsonObject("booking").copy();
        booking.put("service", booking.getString("serviceName", booking.getString("service")))
                .put("attendees", new JsonArray().add(recipient));
        var labels = new Labels(Map.of(), things(booking));
        var organizer = new Organizer(sender.shown(), sender.address());
        return switch (kind(message)) {
            case CONFIRMED, RESCHEDULED -> new CalendarPart(Invitation.request(booking, labels, organizer), "REQUEST");
            case CANCELLED, DECLINED -> new CalendarPart(Invitation.cancel(booking, labels, organizer), "CANCEL");
            case REMINDER, FOLLOWUP, REQUESTED -> null;
        };
    }

    private static Map<String, Thing> things(JsonObject booking) {
        return booking.getJsonArray("resources").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.containsKey("name"))
                .collect(Collectors.toMap(
                        each -> each.getString("id"),
                        each -> new Thing(each.getString("name"), false),
                        (one, _) -> one));
    }

    private static Occasion occasion(JsonObject message, Sender sender, @Nullable String link) {
        var booking = message.getJsonObject("booking");
        var recipient = message.getJsonObject("recipient");
        var zone = Zones.read(recipient.getString("timeZone", booking.getString("timeZone")));
        return new Occasion(
                new LetterKind(kind(message), message.getJsonObject("rule").getString("template")),
                booking.getString("id"),
                sender.shown(),
                recipient.getString("name", recipient.getString("id", "")),
                recipient.getString("locale"),
                booking.getString("serviceName", booking.getString("service")),
                OffsetDateTime.parse(booking.getString("start")).toInstant(),
                OffsetDateTime.parse(booking.getString("end")).toInstant(),
                zone,
                booking.getJsonArray("resources").stream()
                        .map(JsonObject.class::cast)
                        .map(each -> each.getString("name", each.getString("id")))
                        .toList(),
                booking.getString("reason"),
                metadata(booking.getJsonObject("metadata", new JsonObject())),
                link);
    }

    /// What of it is a line of text or a number.
    private static Map<String, String> metadata(JsonObject all) {
        var lines = new HashMap<String, String>();
        all.forEach(each -> {
            if (each.getValue() instanceof String || each.getValue() instanceof Number) {
                var text = each.getValue().toString();
                lines.put(each.getKey(), text.length() <= VALUE_MAX ? text : text.substring(0, VALUE_MAX));
            }
        });
        return lines;
    }

    /// What kind of letter a message is.
    static Topic kind(JsonObject message) {
        var rule = message.getJsonObject("rule");
        var on = rule.getString("on");
        if (on != null) {
            return Topic.of(on);
        }
        return rule.containsKey("before") ? Topic.REMINDER : Topic.FOLLOWUP;
    }
}
