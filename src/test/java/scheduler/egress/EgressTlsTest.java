package scheduler.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scheduler.platform.AllowedHost;
import scheduler.platform.IpText;
import scheduler.platform.Trust;
import scheduler.testing.Authority;

/// By `https`: it is the address that was looked at that is connected to, and the name of the URL that has to be proved
/// there.
class EgressTlsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    @TempDir
    static Path elsewhere;

    private static final AtomicInteger seen = new AtomicInteger();

    static Vertx vertx;
    static Authority authority;
    static HttpServer named;
    static HttpServer numbered;

    @BeforeAll
    static void listen() {
        vertx = Vertx.vertx();
        authority = Authority.in(directory);
        named = server(authority.issue("dns:crm.example.com"), "127.0.0.1");
        numbered = server(authority.issue("ip:127.0.0.1"), "127.0.0.1");
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    @BeforeEach
    void nothing_was_seen() {
        seen.set(0);
    }

    /// It answers by which name it was asked for in TLS, and by which in HTTP.
    private static HttpServer server(Authority.Issued issued, String address) {
        var options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addKeyPath(issued.key().toString())
                        .addCertPath(issued.certificates().toString()));
        return await(vertx.createHttpServer(options)
                .requestHandler(request -> {
                    seen.incrementAndGet();
                    request.response()
                            .end(request.connection().indicatedServerName() + " "
                                    + request.authority().host());
                })
                .listen(0, address));
    }

    @Test
    void the_name_is_what_is_asked_for_and_verified_not_the_address() {
        var answer = post(trusting(), "https://crm.example.com:" + named.actualPort() + "/hook");

        assertThat(answer).isEqualTo(new Answer(200, "crm.example.com crm.example.com", null));
    }

    @Test
    void an_address_is_verified_where_the_url_has_one() {
        assertThat(post(trusting(), "https://127.0.0.1:" + numbered.actualPort() + "/")
                        .status())
                .isEqualTo(200);
        assertThat(seen).hasValue(1);
        refused(() -> post(trusting(), "https://127.0.0.1:" + named.actualPort() + "/"), "not one for 127.0.0.1");
        refused(
                () -> post(trusting(), "https://crm.example.com:" + numbered.actualPort() + "/"),
                "not one for crm.example.com");
        assertThat(seen).hasValue(1);
    }

    /// The connection of the one who has proved his name is no way to the other at the same address.
    @Test
    void a_connection_that_is_there_is_only_for_the_name_that_was_proved() {
        var egress = new Egress(vertx, trusting(), 4);

        assertThat(post(egress, "https://crm.example.com:" + named.actualPort() + "/")
                        .status())
                .isEqualTo(200);
        refused(
                () -> post(egress, "https://other.example.com:" + named.actualPort() + "/"),
                "not one for other.example.com");
        assertThat(seen).hasValue(1);
    }

    @Test
    void who_is_signed_by_nobody_who_is_trusted_is_told_nothing() {
        var url = "https://crm.example.com:" + named.actualPort() + "/";

        refused(() -> post(gatekeeper(Trust.OF_THE_JDK), url), "is not trusted");
        refused(() -> post(gatekeeper(trust(Authority.in(elsewhere))), url), "egress.trustedCertificates");
        assertThat(seen).hasValue(0);
    }

    @Test
    void a_certificate_whose_time_is_over_is_none() {
        var expired = server(authority.issueExpired("dns:crm.example.com"), "127.0.0.1");

        refused(
                () -> post(trusting(), "https://crm.example.com:" + expired.actualPort() + "/"),
                "not valid at this time");
        assertThat(seen).hasValue(0);
    }

    @Test
    void who_speaks_no_tls_is_not_spoken_to_without() {
        var plain = await(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(_ -> socket.write("HTTP/1.1 200 OK\r\n\r\n")))
                .listen(0, "127.0.0.1"));

        refused(
                () -> post(trusting(), "https://crm.example.com:" + plain.actualPort() + "/"),
                "crm.example.com does not speak TLS");
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOf(Unsecured.class).hasMessageContaining(why);
    }

    private static Gatekeeper trusting() {
        return gatekeeper(trust(authority));
    }

    private static Trust trust(Authority trusted) {
        return Trust.read(trusted.certificate().toString());
    }

    private static Gatekeeper gatekeeper(Trust trust) {
        return new Gatekeeper(
                List.of(AllowedHost.read("127.0.0.1")),
                _ -> Future.succeededFuture(List.of(IpText.read("127.0.0.1").orElseThrow())),
                trust);
    }

    private static Answer post(Gatekeeper gatekeeper, String url) {
        return post(new Egress(vertx, gatekeeper, 4), url);
    }

    private static Answer post(Egress egress, String url) {
        var answer = Promise.<Answer>promise();
        vertx.runOnContext(_ -> egress.post(TargetUrl.read(url), Map.of(), Buffer.buffer("payload"), TIMEOUT)
                .onComplete(answer));
        return await(answer.future());
    }
}
