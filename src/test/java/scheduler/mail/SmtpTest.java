package scheduler.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;
import static scheduler.testing.Patience.until;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.letter.Letter;
import scheduler.message.Tenant;
import scheduler.platform.Settings;
import scheduler.platform.Trust;
import scheduler.testing.RefusingServer;

/// What a mail server wants, and how long it may take.
class SmtpTest {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    /// Who only stopped waiting would have the mail taken all the same, and send it again.
    @Test
    void a_server_that_says_nothing_any_more_is_hung_up_on() {
        try (var server = new RefusingServer()) {
            var target = new Smtp(vertx, settings(server.port(), "", ""), Trust.OF_THE_JDK, SILENCE);

            assertThatThrownBy(() -> await(target.send(mail("silent@example.com"))))
                    .isNotInstanceOf(Undeliverable.class);
            until(() -> server.closed() == 1);
        }
    }

    @Test
    void it_says_who_it_is_and_is_not_taken_for_somebody_else() {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
        server.setUser("clinic@example.com", "clinic", "secret");
        server.getUserManager().setAuthRequired(true);
        server.start();
        try {
            int port = server.getSmtp().getPort();
            await(new Smtp(vertx, settings(port, "clinic", "secret"), Trust.OF_THE_JDK).send(mail("ada@example.com")));
            assertThat(server.getReceivedMessages()).hasSize(1);

            var mistaken = new Smtp(vertx, settings(port, "clinic", "wrong"), Trust.OF_THE_JDK);
            // Whoever runs the service can set that right, so it is tried again.
            assertThatThrownBy(() -> await(mistaken.send(mail("ada@example.com"))))
                    .isNotInstanceOf(Undeliverable.class);
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    private static Settings.Mail settings(int port, String user, String password) {
        return new Settings.Mail("127.0.0.1", port, "none", user, password, "no-reply@example.com", List.of(), 1);
    }

    private static Mail mail(String to) {
        return new Mail(
                new Tenant(1, "north"),
                "x",
                "<x@example.com>",
                null,
                Sender.read("no-reply@example.com"),
                to,
                new Letter("Welcome", "Hello.", null),
                null,
                null);
    }
}
