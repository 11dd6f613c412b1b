package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import scheduler.mail.Mail.CalendarPart;
import scheduler.platform.Settings;
import scheduler.platform.Trust;

/// Hands mail to an SMTP server.
public final class Smtp implements Post {

    private static final Duration SEND_MAX = Duration.ofSeconds(15);
    private static final String CALENDAR = "text/calendar; charset=utf-8; method=";

    private final int connections;
    private final MailClient client;

    public Smtp(Vertx vertx, Settings.Mail settings, Trust trust) {
        this.connections = settings.connections();
        this.client = MailClient.create(vertx, config(settings, trust));
    }

    private static MailConfig config(Settings.Mail settings, Trust trust) {
        var config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setSsl(settings.tls().equals("tls"))
                .setStarttls(settings.tls().equals("starttls") ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setMaxPoolSize(settings.connections())
                .setKeepAlive(true);
        trust.into(config);
        return settings.user().isEmpty()
                ? config.setLogin(LoginOption.DISABLED)
                : config.setLogin(LoginOption.REQUIRED)
                        .setUsername(settings.user())
                        .setPassword(settings.password());
    }

    @Override
    public int width() {
        return connections;
    }

    @Override
    public Future<Void> send(Mail mail) {
        return client.sendMail(message(mail))
                .timeout(SEND_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        failure instanceof SMTPException refused && refused.isPermanent()
                                ? new Undeliverable(String.valueOf(refused.getMessage()))
                                : failure));
    }

    private static MailMessage message(Mail mail) {
        var message = new MailMessage()
                .setFrom(mail.from().header())
                .setTo(mail.to())
                .setSubject(mail.letter().subject())
                .setText(mail.letter().text())
                .setHtml(mail.letter().html())
                .setHeaders(headers(mail));
        if (mail.calendar() != null) {
            message.setAttachment(attachment(mail.calendar()));
        }
        return message;
    }

    private static MultiMap headers(Mail mail) {
        var headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", mail.messageId())
                .add("Auto-Submitted", "auto-generated");
        if (mail.from().replyTo() != null) {
            headers.add("Reply-To", mail.from().replyTo());
        }
        if (mail.unsubscribe() != null) {
            unsubscribe(headers, mail.unsubscribe());
        }
        return headers;
    }

    /// RFC 2369, and by one click, which is for HTTPS alone, RFC 8058.
    private static void unsubscribe(MultiMap headers, String link) {
        headers.add("List-Unsubscribe", "<" + link + ">");
        if (link.startsWith("https:")) {
            headers.add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
    }

    private static MailAttachment attachment(CalendarPart part) {
        return MailAttachment.create()
                .setName("appointment.ics")
                .setContentType(CALENDAR + part.method())
                .setData(Buffer.buffer(part.text()));
    }
}
