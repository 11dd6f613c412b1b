package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Authority;
import scheduler.testing.Patience;
import scheduler.testing.Service;

/// Receivers by `https`, signed by an authority that the operator has named: who proves his name is told, and of who
/// cannot the delivery says why.
class SecuredReceiverTest {

    @TempDir
    static Path directory;

    @TempDir
    static Path elsewhere;

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1,localhost")
            .with(
                    "SCHEDULER_EGRESS_TRUSTED_CERTIFICATES",
                    () -> authority().certificate().toString());

    private static Authority authority;
    private static Receiver receiver;

    private static Authority authority() {
        authority = Authority.in(directory);
        receiver = Receiver.secured(authority.issue("dns:localhost"));
        return authority;
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    @Test
    void who_proves_his_name_is_told() throws Exception {
        var name = "proves";
        service.clock().set(Instant.now());
        var secret = subscribe(name, "https://localhost:" + receiver.port() + "/told");

        var delivery = tested(name);

        assertThat(delivery.getString("status")).as(delivery.encode()).isEqualTo("delivered");
        var got = receiver.at("/told").getFirst();
        new Webhook(secret)
                .verify(
                        got.body(),
                        Map.of(
                                "webhook-id", List.of(got.id()),
                                "webhook-timestamp", List.of(got.headers().get("webhook-timestamp")),
                                "webhook-signature", List.of(got.headers().get("webhook-signature"))));
    }

    @Test
    void who_has_a_certificate_of_another_name_is_not_told_and_it_is_said() {
        var name = "another";
        subscribe(name, "https://127.0.0.1:" + receiver.port() + "/untold");

        var delivery = tested(name);

        assertThat(delivery.getString("status")).isEqualTo("dead");
        assertThat(delivery.getString("error")).isEqualTo("The certificate that was shown is not one for 127.0.0.1.");
        assertThat(receiver.at("/untold")).isEmpty();
    }

    @Test
    void who_is_signed_by_somebody_else_is_not_told_and_it_is_said() {
        var name = "stranger";
        try (var stranger = Receiver.secured(Authority.in(elsewhere).issue("dns:localhost"))) {
            subscribe(name, "https://localhost:" + stranger.port() + "/untold");

            var delivery = tested(name);

            assertThat(delivery.getString("status")).isEqualTo("dead");
            assertThat(delivery.getString("error"))
                    .isEqualTo("Who has signed the certificate of localhost is not trusted. egress.trustedCertificates"
                            + " can name him.");
            assertThat(stranger.at("/untold")).isEmpty();
        }
    }

    private static String subscribe(String name, String url) {
        var reply = service.client()
                .put(
                        "/v1/subscriptions/" + name,
                        new JsonObject().put("url", url).encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("secret");
    }

    /// What became of a test event.
    private static JsonObject tested(String name) {
        var id = service.client()
                .post("/v1/subscriptions/" + name + "/test", "")
                .json()
                .getString("id");
        Patience.until(() -> !delivery(id).getString("status").equals("waiting"));
        return delivery(id);
    }

    private static JsonObject delivery(String id) {
        return service.client().get("/v1/deliveries/" + id).json();
    }
}
