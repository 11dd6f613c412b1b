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

    private static final Duration CONNECT_MAX = Duration.ofSeconds(15);

    /// How long a server may be silent: it may look at a mail for long before it says that it has it, and whoever gives
    /// up sooner sends it again. RFC 5321 4.5.3.2.6 allows ten minutes, but what is due after it waits as long.
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    /// A connection that has been idle for longer may have been dropped on the way without a word.
    private static final Duration IDLE_MAX = Duration.ofSeconds(30);

    private static final String CALENDAR = "text/calendar; charset=utf-8; method=";

    private final int connections;
    private final Duration most;
    private final MailClient client;

    public Smtp(Vertx vertx, Settings.Mail settings, Trust trust) {
        this(vertx, settings, trust, SILENCE_MAX);
    }

    /// With a server that may be silent for so long.
    Smtp(Vertx vertx, Settings.Mail settings, Trust trust, Duration silence) {
        this.connections = settings.connections();
        this.most = CONNECT_MAX.plus(silence.multipliedBy(2));
        this.client = MailClient.create(vertx, config(settings, trust, silence));
    }

    /// It is the connection that gives up a silent server: who only stopped waiting would leave the mail on its way.
    private static MailConfig config(Settings.Mail settings, Trust trust, Duration silence) {
        var config = new MailConfig()
                .setHostname(settings.host())
                .setPort(settings.port())
                .setSsl(settings.tls().equals("tls"))
                .setStarttls(settings.tls().equals("starttls") ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setMaxPoolSize(settings.connections())
                .setKeepAlive(true)
                .setKeepAliveTimeoutUnit(TimeUnit.SECONDS)
                .setKeepAliveTimeout(Math.toIntExact(IDLE_MAX.toSeconds()))
                .setConnectTimeout(Math.toIntExact(CONNECT_MAX.toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.toIntExact(silence.toMillis()));
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
        // The connection ends before that; should it ever not say so, the sending ends all the same.
        return client.sendMail(message(mail))
                .timeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        failure instanceof SMTPException refused && isForGood(refused)
                                ? new Undeliverable(String.valueOf(refused.getMessage()))
                                : failure));
    }

    /// That it does not let this service in, RFC 4954 6, whoever runs it can set right.
    private static boolean isForGood(SMTPException refused) {
        return refused.isPermanent() && refused.getReplyCode() / 10 != 53;
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
