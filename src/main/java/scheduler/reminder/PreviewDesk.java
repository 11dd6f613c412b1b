package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.letter.Forms;
import scheduler.letter.LetterKind;
import scheduler.letter.Occasion.Topic;
import scheduler.mail.Consent;
import scheduler.mail.Mail;
import scheduler.mail.Post;
import scheduler.mail.Stationery;
import scheduler.mail.Stationery.Sheet;
import scheduler.mail.Undeliverable;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.reminder.Previews.Draft;
import scheduler.reminder.Previews.PreviewLetter;
import scheduler.reminder.Previews.TestLetter;

/// Writes letters for whoever wants to see them before others do. No booking is touched.
final class PreviewDesk {

    /// To whom what is only looked at is addressed.
    private static final String NOBODY = "nobody@example.org";

    /// Before a request has to be answered.
    private static final Duration SEND_MAX = Duration.ofSeconds(8);

    private final Consent consent;
    private final LookStore looks;
    private final Receipts receipts;
    private final Stationery stationery;
    private final Post post;
    private final EventLog events;
    private final MailWriter writer;

    PreviewDesk(
            Consent consent,
            LookStore looks,
            Receipts receipts,
            Stationery stationery,
            Post post,
            EventLog events,
            MailWriter writer) {
        this.consent = consent;
        this.looks = looks;
        this.receipts = receipts;
        this.stationery = stationery;
        this.post = post;
        this.events = events;
        this.writer = writer;
    }

    Future<Outcome> preview(PreviewLetter preview) {
        return write(preview.tenant(), preview.draft(), NOBODY)
                .map(mail -> new Found(json(mail).encode(), 0));
    }

    private static JsonObject json(Mail mail) {
        var json = new JsonObject()
                .put("from", mail.from().header())
                .put("subject", mail.letter().subject())
                .put("text", mail.letter().text());
        return mail.letter().html() == null
                ? json
                : json.put("html", mail.letter().html());
    }

    Future<Outcome> test(TestLetter test) {
        var write = test.write();
        return receipts.onceOutside(
                write,
                () -> refuseUnwanted(test)
                        .compose(_ -> write(write.tenant(), test.draft(), test.to()))
                        .map(PreviewDesk::withoutCalendar)
                        .compose(mail -> send(write, mail).map(_ -> receipt(mail))));
    }

    private Future<Void> refuseUnwanted(TestLetter test) {
        return consent.objection(
                        test.write().tenant(), test.to(), test.draft().kind().topic())
                .map(found -> {
                    if (found.isPresent()) {
                        throw new Refusal(
                                Problem.of(Code.WRONG_STATUS, found.get().said())
                                        .with("state", found.get().toJson()));
                    }
                    return null;
                });
    }

    /// So that it does not come into anybody's calendar.
    private static Mail withoutCalendar(Mail mail) {
        return new Mail(
                mail.tenant(),
                mail.id(),
                mail.messageId(),
                mail.booking(),
                mail.from(),
                mail.to(),
                mail.letter(),
                null,
                mail.unsubscribe());
    }

    private Future<Void> send(Write write, Mail mail) {
        return write.isDryRun()
                ? Future.succeededFuture()
                : post.send(mail)
                        .timeout(SEND_MAX.toMillis(), TimeUnit.MILLISECONDS)
                        .recover(failure -> Future.failedFuture(refusal(failure)));
    }

    private static Refusal refusal(Throwable failure) {
        var said = String.valueOf(failure.getMessage());
        return failure instanceof Undeliverable
                ? Refusal.invalid("/to", "The mail server refuses it: " + said)
                : Refusal.overloaded("The mail server has not taken it: " + said);
    }

    private static Receipt receipt(Mail mail) {
        var body = json(mail).put("id", mail.id()).put("to", mail.to()).put("messageId", mail.messageId());
        return Receipt.changed(mail.id(), 0, body.encode());
    }

    /// Says what it would say to whoever comes, addressed to somebody else: its link is for him.
    private Future<Mail> write(Tenant tenant, Draft draft, String to) {
        return message(tenant, draft, to)
                .compose(message -> stationery
                        .of(tenant)
                        .map(sheet -> writer.write(tenant, sheet(sheet, draft, message), message)));
    }

    private static Sheet sheet(Sheet sheet, Draft draft, JsonObject message) {
        var wording = draft.wording();
        if (wording == null) {
            return sheet;
        }
        var locale = message.getJsonObject("recipient").getString("locale", Locale.ENGLISH.toLanguageTag());
        var entry = new Forms.Entry(draft.kind(), Locale.forLanguageTag(locale), wording);
        return new Sheet(sheet.sender(), new Forms(List.of(entry)), sheet.unsubscribing(), sheet.domain());
    }

    private Future<JsonObject> message(Tenant tenant, Draft draft, String to) {
        var booking = draft.booking();
        if (booking == null) {
            return Future.succeededFuture(message(draft, sample(tenant), ada(), to));
        }
        return looks.bookings(tenant, List.of(booking)).map(found -> {
            var about = found.bookings().get(booking);
            if (about == null) {
                throw Refusal.invalid("/booking", "There is no booking " + booking + ".");
            }
            var recipient = about.attendees().isEmpty()
                    ? ada()
                    : about.attendees().getFirst().toJson();
            return message(draft, about.toJson(), recipient, to);
        });
    }

    private JsonObject message(Draft draft, JsonObject booking, JsonObject recipient, String to) {
        var locale = draft.locale();
        if (locale != null) {
            recipient.put("locale", locale.toLanguageTag());
        }
        return new JsonObject()
                .put("id", events.ids().next().toString())
                .put("rule", rule(draft.kind()))
                .put("recipient", recipient.put("email", to))
                .put("booking", booking);
    }

    private static JsonObject rule(LetterKind kind) {
        var rule = rule(kind.topic());
        return kind.name() == null ? rule : rule.put("template", kind.name());
    }

    private static JsonObject rule(Topic topic) {
        return switch (topic) {
            case REMINDER -> new JsonObject().put("before", "P1D");
            case FOLLOWUP -> new JsonObject().put("after", "P1D");
            case CONFIRMED, REQUESTED, DECLINED, RESCHEDULED, CANCELLED -> new JsonObject().put("on", topic.text());
        };
    }

    private static JsonObject ada() {
        return new JsonObject().put("kind", "attendee").put("position", 0).put("name", "Ada Lovelace");
    }

    /// A booking of a week ahead that is none.
    private JsonObject sample(Tenant tenant) {
        var now = events.times().now(tenant);
        var start = now.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.HOURS);
        var resource =
                new JsonObject().put("role", "doctor").put("id", "dr-lee").put("name", "Dr. Lee");
        return new JsonObject()
                .put("id", events.ids().next().toString())
                .put("sequence", 0)
                .put("service", "check-up")
                .put("serviceName", "Check-up")
                .put("status", "confirmed")
                .put("start", start.toString())
                .put("end", start.plus(Duration.ofMinutes(30)).toString())
                .put("timeZone", "Etc/UTC")
                .put("resources", new JsonArray().add(resource))
                .put("metadata", new JsonObject())
                .put("icalUid", "sample@scheduler")
                .put("createdAt", now.toString())
                .put("updatedAt", now.toString());
    }
}
