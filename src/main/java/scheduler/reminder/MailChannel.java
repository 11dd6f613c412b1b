package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import scheduler.ical.Invitation;
import scheduler.ical.Labels;
import scheduler.ical.Labels.Thing;
import scheduler.ical.Organizer;
import scheduler.letter.Letters;
import scheduler.letter.Occasion;
import scheduler.letter.Occasion.Topic;
import scheduler.platform.Settings;
import scheduler.service.Reminder;
import scheduler.time.Zones;

/// Sends mail, each message to one recipient. Its Message-ID is the id of the reminder, so that a mail that comes twice
/// can be told.
final class MailChannel implements Channel {

    private static final Duration SEND_MAX = Duration.ofSeconds(15);

    private final Settings.Mail settings;
    private final MailClient client;
    private final Letters letters = new Letters();

    MailChannel(Vertx vertx, Settings.Mail settings) {
        this.settings = settings;
        this.client = MailClient.create(vertx, config(settings));
    }

    private static MailConfig config(Settings.Mail settings) {
        var config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setSsl(settings.tls().equals("tls"))
                .setStarttls(settings.tls().equals("starttls") ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setMaxPoolSize(settings.connections())
                .setKeepAlive(true);
        return settings.user().isEmpty()
                ? config.setLogin(LoginOption.DISABLED)
                : config.setLogin(LoginOption.REQUIRED)
                        .setUsername(settings.user())
                        .setPassword(settings.password());
    }

    @Override
    public String name() {
        return Reminder.EMAIL;
    }

    @Override
    public int width() {
        return settings.connections();
    }

    @Override
    public Future<Void> send(JsonObject message) {
        var recipient = message.getJsonObject("recipient");
        var letter = letters.write(occasion(message));
        var mail = new MailMessage()
                .setFrom(settings.from())
                .setTo(recipient.getString("email"))
                .setSubject(letter.subject())
                .setText(letter.text())
                .setHtml(letter.html())
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .add("Message-ID", "<" + message.getString("id") + "@" + domain() + ">")
                        .add("Auto-Submitted", "auto-generated"));
        invitation(message, recipient).ifPresent(mail::setAttachment);
        return client.sendMail(mail)
                .timeout(SEND_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        failure instanceof SMTPException refused && refused.isPermanent()
                                ? new Undeliverable(String.valueOf(refused.getMessage()))
                                : failure));
    }

    /// What a calendar makes of it, where the time is agreed, has changed or is off. Of those who come it names only
    /// whoever gets it.
    private Optional<MailAttachment> invitation(JsonObject message, JsonObject recipient) {
        var booking = message.getJsonObject("booking").copy();
        booking.put("service", booking.getString("serviceName", booking.getString("service")))
                .put("attendees", new JsonArray().add(recipient));
        var labels = new Labels(Map.of(), things(booking));
        var organizer = new Organizer(sender(), address());
        return switch (topic(message.getJsonObject("rule"))) {
            case CONFIRMED, RESCHEDULED ->
                Optional.of(attachment(Invitation.request(booking, labels, organizer), "REQUEST"));
            case CANCELLED, DECLINED ->
                Optional.of(attachment(Invitation.cancel(booking, labels, organizer), "CANCEL"));
            case REMINDER, FOLLOWUP, REQUESTED -> Optional.empty();
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

    private static MailAttachment attachment(String text, String method) {
        return MailAttachment.create()
                .setName("appointment.ics")
                .setContentType(Invitation.TYPE + "; method=" + method)
                .setData(Buffer.buffer(text));
    }

    /// `Name <address>`, or the address alone.
    private String address() {
        return settings.from().replaceFirst(".*<", "").replaceFirst(">.*", "");
    }

    private String sender() {
        var name = settings.from().replaceFirst("<.*", "").trim();
        return name.isEmpty() ? address() : name;
    }

    private String domain() {
        return address().replaceFirst(".*@", "");
    }

    private static Occasion occasion(JsonObject message) {
        var booking = message.getJsonObject("booking");
        var recipient = message.getJsonObject("recipient");
        var zone = Zones.read(recipient.getString("timeZone", booking.getString("timeZone")));
        return new Occasion(
                topic(message.getJsonObject("rule")),
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
                booking.getString("reason"));
    }

    private static Topic topic(JsonObject rule) {
        var on = rule.getString("on");
        if (on != null) {
            return Topic.of(on);
        }
        return rule.containsKey("before") ? Topic.REMINDER : Topic.FOLLOWUP;
    }
}
