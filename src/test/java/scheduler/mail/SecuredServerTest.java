package scheduler.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scheduler.letter.Letter;
import scheduler.message.Tenant;
import scheduler.platform.Settings;
import scheduler.platform.Trust;
import scheduler.testing.Authority;
import scheduler.testing.StartTlsServer;

/// Mail leaves by TLS only to the server that proves its name.
class SecuredServerTest {

    @TempDir
    static Path directory;

    private static final List<String> heard = new CopyOnWriteArrayList<>();

    static Vertx vertx;
    static Authority authority;
    static NetServer server;

    @BeforeAll
    static void listen() {
        vertx = Vertx.vertx();
        authority = Authority.in(directory);
        var issued = authority.issue("dns:localhost");
        server = await(vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addKeyPath(issued.key().toString())
                                .addCertPath(issued.certificates().toString())))
                .connectHandler(SecuredServerTest::serve)
                .listen(0, "127.0.0.1"));
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    /// As little of SMTP as a mail needs.
    private static void serve(NetSocket socket) {
        socket.write("220 localhost\r\n");
        socket.handler(RecordParser.newDelimited("\r\n", line -> hear(socket, line)));
    }

    private static void hear(NetSocket socket, Buffer line) {
        var text = line.toString();
        heard.add(text);
        switch (text.toUpperCase(Locale.ROOT).replaceFirst("[ :].*", "")) {
            case "DATA" -> socket.write("354 go on\r\n");
            case "EHLO", "MAIL", "RCPT", "RSET", "." -> socket.write("250 localhost\r\n");
            case "QUIT" -> socket.end(Buffer.buffer("221 good bye\r\n"));
            default -> {
                // It is in the middle of a mail.
            }
        }
    }

    @Test
    void a_server_that_proves_its_name_is_given_mail() {
        await(new Smtp(vertx, settings("localhost"), trust()).send(mail("welcome")));

        assertThat(heard).anyMatch(line -> line.contains("welcome"));
    }

    @Test
    void a_server_that_does_not_is_given_none() {
        assertThatThrownBy(() -> await(new Smtp(vertx, settings("127.0.0.1"), trust()).send(mail("another name"))))
                .hasStackTraceContaining("No subject alternative names matching IP address 127.0.0.1");
        assertThatThrownBy(
                        () -> await(new Smtp(vertx, settings("localhost"), Trust.OF_THE_JDK).send(mail("untrusted"))))
                .hasStackTraceContaining("unable to find valid certification path");
        assertThat(heard).noneMatch(line -> line.contains("another name") || line.contains("untrusted"));
    }

    @Test
    void a_server_that_goes_over_to_tls_is_told_who_it_is_and_given_mail_after_that() throws IOException {
        try (var later = new StartTlsServer(authority.context("dns:localhost"))) {
            await(new Smtp(vertx, startTls(later, "localhost"), trust()).send(mail("welcome")));

            assertThat(later.inTheOpen()).hasSize(2).first().asString().startsWith("EHLO");
            assertThat(later.inTheOpen()).last().isEqualTo("STARTTLS");
            assertThat(later.secured())
                    .anyMatch(line -> line.startsWith("AUTH PLAIN"))
                    .anyMatch(line -> line.contains("welcome"));
        }
    }

    @Test
    void one_that_does_not_prove_its_name_then_or_does_not_go_over_is_given_none() throws IOException {
        try (var other = new StartTlsServer(authority.context("dns:mail.example"));
                var never = new StartTlsServer(null)) {
            assertThatThrownBy(() ->
                            await(new Smtp(vertx, startTls(other, "localhost"), trust()).send(mail("another name"))))
                    .hasStackTraceContaining("No subject alternative DNS name matching localhost");
            assertThatThrownBy(() ->
                            await(new Smtp(vertx, startTls(never, "localhost"), trust()).send(mail("in the open"))))
                    .isInstanceOf(Exception.class);

            assertThat(other.secured()).isEmpty();
            assertThat(Stream.concat(other.inTheOpen().stream(), never.inTheOpen().stream()))
                    .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    private static Settings.Mail startTls(StartTlsServer server, String host) {
        return new Settings.Mail(
                host, server.port(), "starttls", "clinic", "secret", "no-reply@example.com", List.of(), 1);
    }

    private static Trust trust() {
        return Trust.read(authority.certificate().toString());
    }

    private static Settings.Mail settings(String host) {
        return new Settings.Mail(host, server.actualPort(), "tls", "", "", "no-reply@example.com", List.of(), 1);
    }

    private static Mail mail(String text) {
        return new Mail(
                new Tenant(1, "demo"),
                "id",
                "<id@example.com>",
                null,
                Sender.read("no-reply@example.com"),
                "ada@example.com",
                new Letter("subject", text, null),
                null,
                null);
    }
}
