package scheduler.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.platform.AllowedHost;
import scheduler.platform.IpText;
import scheduler.platform.Trust;

/// The way out: nobody is called who must not be, and whoever is called cannot hold anything up.
class EgressTest {

    /// For those of whom nothing more is to come; others have the time that they need on a busy machine.
    private static final Duration BRIEF = Duration.ofMillis(600);

    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final Set<String> UNENDING = Set.of("/silent", "/drip");
    private static final AtomicInteger SEEN = new AtomicInteger();

    static Vertx vertx;

    /// It listens on every address of this machine, and must not hear of anything.
    static NetServer canary;

    static HttpServer receiver;

    @BeforeAll
    static void listen() {
        vertx = Vertx.vertx();
        canary = await(vertx.createNetServer()
                .connectHandler(socket -> {
                    SEEN.incrementAndGet();
                    socket.close();
                })
                .listen(0, "::"));
        receiver = await(
                vertx.createHttpServer().requestHandler(EgressTest::answer).listen(0, "127.0.0.1"));
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    @AfterEach
    void the_canary_has_heard_of_nothing() {
        assertThat(SEEN).hasValue(0);
    }

    private static void answer(HttpServerRequest request) {
        var response = request.response();
        switch (request.path()) {
            case "/redirect" ->
                response.setStatusCode(302)
                        .putHeader("Location", "http://127.0.0.1:" + canary.actualPort() + "/")
                        .end();
            case "/silent" -> {
                // It never answers.
            }
            case "/long" -> response.end("x".repeat(5_000_000));
            case "/drip" -> response.setChunked(true).write("a beginning");
            case "/busy" ->
                response.setStatusCode(503).putHeader("Retry-After", "7").end("busy");
            default ->
                request.body()
                        .onSuccess(body -> response.end(request.getHeader("Host") + " " + request.uri() + " " + body));
        }
    }

    static Stream<String> plain() {
        return HostileUrls.PLAIN.stream();
    }

    @ParameterizedTest
    @MethodSource("plain")
    void a_hostile_url_is_refused_before_anything_is_looked_up(String hostile) {
        var gatekeeper = gatekeeper(List.of(), host -> Future.failedFuture("looked up " + host));

        assertThat(objection(gatekeeper, at(hostile, canary.actualPort()))).isNotEmpty();
    }

    /// As it is told when a subscription is made, and when it is sent to, should it have come in otherwise.
    private static String objection(Gatekeeper gatekeeper, String url) {
        try {
            var target = TargetUrl.read(url);
            assertThatThrownBy(() -> post(gatekeeper, target)).isInstanceOf(Blocked.class);
            return gatekeeper.objection(target).orElse("");
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    static Stream<String> names() {
        return HostileUrls.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_that_leads_inside_is_not_followed(String hostile) {
        var target = TargetUrl.read(at(hostile, canary.actualPort()));
        var gatekeeper = gatekeeper(List.of(), EgressTest::fake);

        assertThat(gatekeeper.objection(target)).isEmpty();
        assertThatThrownBy(() -> post(gatekeeper, target))
                .isInstanceOf(Blocked.class)
                .hasMessageContaining("not of the public internet")
                .hasMessageNotContainingAny("127.0.0.1 ", "169.254", "10.1.2.3");
    }

    @Test
    void there_are_enough_of_them() {
        assertThat(HostileUrls.PLAIN.size() + HostileUrls.NAMES.size()).isGreaterThan(110);
    }

    /// It is the address that was looked at that is connected to: the second look-up would lead elsewhere.
    @Test
    void a_name_is_looked_up_once() {
        var asked = new AtomicInteger();
        var gatekeeper = gatekeeper(List.of(AllowedHost.read("127.0.0.1")), _ -> {
            assertThat(asked.incrementAndGet()).isEqualTo(1);
            return Future.succeededFuture(List.of(address("127.0.0.1")));
        });

        var answer = post(gatekeeper, url("http://changing.example.com:PORT/here?x=1"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.beginning())
                .isEqualTo("changing.example.com:" + receiver.actualPort() + " /here?x=1 payload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm.internal", "10.0.0.0/8", "::1/128", "127.0.0.2"})
    void what_the_operator_allows_allows_nothing_else(String allowed) {
        var gatekeeper = gatekeeper(List.of(AllowedHost.read(allowed)), EgressTest::fake);

        assertThatThrownBy(() -> post(gatekeeper, TargetUrl.read(at("http://127.0.0.1:PORT/", canary.actualPort()))))
                .isInstanceOf(Blocked.class);
        assertThatThrownBy(() ->
                        post(gatekeeper, TargetUrl.read(at("http://both.example.com:PORT/", canary.actualPort()))))
                .isInstanceOf(Blocked.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm", "127.0.0.0/8"})
    void a_host_is_allowed_by_its_name_or_by_its_address(String allowed) {
        var gatekeeper = gatekeeper(
                List.of(AllowedHost.read(allowed)), _ -> Future.succeededFuture(List.of(address("127.0.0.1"))));

        assertThat(gatekeeper.objection(url("http://crm:PORT/"))).isEmpty();
        assertThat(post(gatekeeper, url("http://crm:PORT/")).status()).isEqualTo(200);
    }

    @Test
    void a_redirect_is_not_followed() {
        var answer = post(open(), url("http://127.0.0.1:PORT/redirect"));

        assertThat(answer.status()).isEqualTo(302);
    }

    @Test
    void who_does_not_answer_is_not_waited_for() {
        assertThatThrownBy(() -> post(open(), url("http://127.0.0.1:PORT/silent")))
                .isInstanceOfAny(TimeoutException.class, io.vertx.core.http.StreamResetException.class);
    }

    @Test
    void of_a_long_answer_the_beginning_is_read_and_of_one_without_an_end_what_came() {
        assertThat(post(open(), url("http://127.0.0.1:PORT/long")).beginning()).hasSize(4_096);
        assertThat(post(open(), url("http://127.0.0.1:PORT/drip"))).isEqualTo(new Answer(200, "a beginning", null));
        assertThat(post(open(), url("http://127.0.0.1:PORT/busy"))).isEqualTo(new Answer(503, "busy", "7"));
    }

    @Test
    void when_one_address_of_a_name_does_not_answer_the_next_is_tried() {
        var gatekeeper = gatekeeper(
                List.of(AllowedHost.read("crm")),
                _ -> Future.succeededFuture(List.of(address("127.0.0.9"), address("127.0.0.1"))));

        assertThat(post(gatekeeper, url("http://crm:PORT/")).status()).isEqualTo(200);
    }

    @Test
    void public_addresses_are_open() {
        for (var text : List.of(
                "1.1.1.1",
                "93.184.215.14",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "223.255.255.1",
                "2606:4700::1111",
                "2a00:1450::1",
                "2001:4860:4860::8888",
                "64:ff9b::1.1.1.1")) {
            assertThat(PublicAddresses.contain(address(text))).as(text).isTrue();
        }
    }

    @Test
    void what_is_read_is_read_whole_or_not_at_all() {
        assertThat(get(open(), url("http://127.0.0.1:PORT/long"), 5_000_000)
                        .body()
                        .length())
                .isEqualTo(5_000_000);
        assertThat(get(open(), url("http://127.0.0.1:PORT/busy"), 100).header("retry-after"))
                .isEqualTo("7");
        assertThatThrownBy(() -> get(open(), url("http://127.0.0.1:PORT/long"), 4_999_999))
                .isInstanceOf(TooLong.class)
                .hasMessageContaining("4999999");
        // Whoever waits for it takes the failure for one of his own.
        assertThatThrownBy(() -> get(open(), url("http://127.0.0.1:PORT/drip"), 100))
                .hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> get(open(), url("http://127.0.0.1:PORT/silent"), 100))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_that_leads_inside_is_not_read_either(String hostile) {
        var target = TargetUrl.read(at(hostile, canary.actualPort()));

        assertThatThrownBy(() -> get(gatekeeper(List.of(), EgressTest::fake), target, 100))
                .isInstanceOf(Blocked.class);
    }

    private static Page get(Gatekeeper gatekeeper, TargetUrl target, int bytesMax) {
        var page = Promise.<Page>promise();
        vertx.runOnContext(_ -> new Egress(vertx, gatekeeper, 4)
                .get(target, Map.of("accept", "text/plain"), bytesMax, timeout(target))
                .onComplete(page));
        return await(page.future());
    }

    /// On an event loop, as verticles do.
    private static Answer post(Gatekeeper gatekeeper, TargetUrl target) {
        var answer = Promise.<Answer>promise();
        vertx.runOnContext(_ -> new Egress(vertx, gatekeeper, 4)
                .post(target, Map.of("content-type", "text/plain"), Buffer.buffer("payload"), timeout(target))
                .onComplete(answer));
        return await(answer.future());
    }

    private static Duration timeout(TargetUrl target) {
        return UNENDING.contains(target.path()) ? BRIEF : PATIENT;
    }

    private static Gatekeeper gatekeeper(List<AllowedHost> allowed, Resolver resolver) {
        return new Gatekeeper(allowed, resolver, Trust.OF_THE_JDK);
    }

    private static Gatekeeper open() {
        return gatekeeper(List.of(AllowedHost.read("127.0.0.1")), EgressTest::fake);
    }

    private static Future<List<InetAddress>> fake(String host) {
        return HostileUrls.NAMES.stream()
                .filter(each -> TargetUrl.read(at(each.getFirst(), 1)).host().equals(host))
                .map(each -> Future.succeededFuture(
                        each.stream().skip(1).map(EgressTest::address).toList()))
                .findFirst()
                .orElseGet(() -> Future.failedFuture(new UnknownHostException(host)));
    }

    private static InetAddress address(String text) {
        return IpText.read(text).orElseThrow();
    }

    private static TargetUrl url(String text) {
        return TargetUrl.read(at(text, receiver.actualPort()));
    }

    private static String at(String url, int port) {
        return url.replace("PORT", Integer.toString(port));
    }
}
