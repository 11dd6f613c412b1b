package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Subscriptions as they are made, changed and ended. None of them is sent anything: nothing happens here.
class SubscriptionTest {

    private static final String URL = "\"url\":\"https://crm.example.com/hooks\"";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @RegisterExtension
    static final Service service = new Service();

    private static Client client;
    private static int tests;

    private String place = "";

    @BeforeAll
    static void open() {
        client = service.client();
    }

    @BeforeEach
    void name_it() {
        place = "/v1/subscriptions/crm-" + tests++;
    }

    @Test
    void its_secret_is_shown_once() {
        var made = client.put(place, "{" + URL + ",\"types\":[\"booking.confirmed\"],\"description\":\"CRM\"}");

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(place);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        var secret = made.json().getString("secret");
        assertThat(Secret.read(secret).bytes()).hasSize(32);
        var read = client.get(place);
        assertThat(read.text()).doesNotContain(secret.substring(6, 30));
        assertThat(read.json().getJsonArray("secrets").getJsonObject(0).getString("hint"))
                .endsWith(secret.substring(secret.length() - 4));
        assertThat(client.get("/v1/subscriptions?limit=200").text()).doesNotContain(secret.substring(6, 30));
        assertThat(read.json().getString("status")).isEqualTo("active");
        assertThat(read.json().getString("description")).isEqualTo("CRM");
    }

    @Test
    void the_same_again_changes_nothing_and_another_url_keeps_the_secret() {
        client.put(place, "{" + URL + ",\"secret\":\"" + SECRET + "\"}");
        var same = client.put(place, "{" + URL + "}");
        var moved = client.put(place, "{\"url\":\"https://crm.example.com/other\"}", "If-Match", "\"1\"");

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json().getInteger("version")).isEqualTo(1);
        assertThat(same.json().containsKey("secret")).isFalse();
        assertThat(moved.json().getInteger("version")).isEqualTo(2);
        assertThat(moved.json().getJsonArray("secrets")).isEqualTo(same.json().getJsonArray("secrets"));
        assertThat(client.put(place, "{" + URL + "}", "If-Match", "\"1\"").code())
                .isEqualTo("version_mismatch");
        assertThat(client.put(place, "{" + URL + "}", "If-None-Match", "*").code())
                .isEqualTo("version_mismatch");
        assertThat(client.get(place, "If-None-Match", "\"2\"").status()).isEqualTo(304);
    }

    @Test
    void another_secret_takes_over_and_the_one_before_is_kept_for_a_day() {
        client.put(place, "{" + URL + "}");
        var changed = client.put(place, "{" + URL + ",\"secret\":\"" + SECRET + "\"}");
        var rotated = client.post(place + "/rotate-secret", "{}");

        assertThat(changed.json().getString("secret")).isEqualTo(SECRET);
        var secrets = rotated.json().getJsonArray("secrets");
        assertThat(secrets).hasSize(3);
        assertThat(secrets.getJsonObject(0).containsKey("expiresAt")).isFalse();
        assertThat(secrets.getJsonObject(1).getString("hint")).endsWith("LaSw");
        assertThat(secrets.getJsonObject(1).getString("expiresAt")).isEqualTo("2026-11-25T08:00:00Z");
    }

    @Test
    void a_retry_gets_the_same_and_a_dry_run_leaves_nothing() {
        var tried = client.put(place + "?dryRun=true", "{" + URL + "}");
        assertThat(tried.status()).isEqualTo(200);
        assertThat(client.get(place).code()).isEqualTo("not_found");

        var one = client.put(place, "{" + URL + "}", "Idempotency-Key", place);
        var again = client.put(place, "{" + URL + "}", "Idempotency-Key", place);

        assertThat(again.text()).isEqualTo(one.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void it_is_paused_and_resumed_and_deleted_and_made_anew() throws SQLException {
        var first = client.put(place, "{" + URL + "}").json().getString("secret");
        assertThat(client.post(place + "/pause", "").json().getString("status")).isEqualTo("paused");
        assertThat(client.post(place + "/pause", "").json().getInteger("version"))
                .isEqualTo(2);
        assertThat(client.put(place, "{" + URL + ",\"types\":[]}").json().getString("status"))
                .isEqualTo("paused");
        assertThat(client.post(place + "/test", "").code()).isEqualTo("wrong_status");
        assertThat(client.post(place + "/resume", "").json().getString("status"))
                .isEqualTo("active");
        client.post(place + "/test", "");

        assertThat(client.delete(place).status()).isEqualTo(204);
        assertThat(client.get(place).code()).isEqualTo("not_found");
        assertThat(client.delete(place).code()).isEqualTo("not_found");
        assertThat(client.put(place, "{" + URL + "}").json().getString("secret"))
                .isNotEqualTo(first);
        assertThat(client.get("/v1/deliveries?subscription=" + place.substring(18))
                        .items())
                .isEmpty();
        var practice = new Practice(service);
        service.node().prune();
        assertThat(practice.number("select count(*) from subscription where deleted_at is not null"))
                .isZero();
        assertThat(practice.number("select count(*) from delivery d where not exists ("
                        + "select from subscription s where s.tenant = d.tenant and s.no = d.subscription)"))
                .isZero();
    }

    @Test
    void what_was_delivered_long_ago_is_deleted_and_what_waits_is_not() throws SQLException {
        client.put(place, "{" + URL + "}");
        for (var status : new String[] {"waiting", "delivered", "dead"}) {
            for (int days : new int[] {29, 31}) {
                execute(
                        "insert into delivery (tenant, event, subscription, position, type, subject, status, attempts, claim,"
                                + " created_at, updated_at) select tenant, gen_random_uuid(), no, 1, 'old', '" + days
                                + "', '"
                                + status + "', 1, 1, now() - interval '" + days + " days', now() - interval '" + days
                                + " days' from subscription where id = '" + place.substring(18) + "'");
            }
        }

        service.node().prune();

        assertThat(client.get("/v1/deliveries?subscription=" + place.substring(18)).items().stream()
                        .map(JsonObject.class::cast)
                        .map(each -> each.getString("status") + " " + each.getString("subject")))
                .containsExactlyInAnyOrder("waiting 29", "waiting 31", "delivered 29", "dead 29");
    }

    @Test
    void subscriptions_and_deliveries_are_listed_in_pages() {
        client.put(place, "{" + URL + "}");
        for (int i = 0; i < 5; i++) {
            client.post(place + "/test", "");
        }
        var first = client.get("/v1/deliveries?limit=3&subscription=" + place.substring(18));
        var rest = client.get("/v1/deliveries?limit=3&subscription=" + place.substring(18) + "&cursor="
                + first.json().getString("next"));

        assertThat(first.items()).hasSize(3);
        assertThat(rest.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
        assertThat(rest.json().getString("next")).isNull();
        Patience.until(() -> client.get("/v1/deliveries?status=dead").items().size() >= 5);
        assertThat(client.get("/v1/subscriptions?limit=1").items()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/url",
                "{\"url\":\"\"}|/url",
                "{\"url\":\"crm.example.com\"}|/url",
                "{URL,\"types\":[\"booking.*\"]}|/types/0",
                "{URL,\"types\":[\"booking\"]}|/types/0",
                "{URL,\"types\":[\"Booking.Confirmed\"]}|/types/0",
                "{URL,\"types\":[\"booking.confirmed\",\"booking.confirmed\"]}|/types",
                "{URL,\"secret\":\"secret\"}|/secret",
                "{URL,\"secret\":\"whsec_c2hvcnQ=\"}|/secret"
            })
    void bad_input_is_named(String body, String pointer) {
        var refused = client.put(place, body.replace("URL", URL));

        assertThat(refused.code()).as(refused.text()).isEqualTo("invalid");
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080/",
                "http://localhost/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[::1]/",
                "http://[::ffff:10.0.0.1]/",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://postgres:5432/",
                "https://user:secret@crm.example.com/",
                "file:///etc/passwd"
            })
    void a_hostile_url_is_refused_when_it_is_given(String url) {
        var refused = client.put(place, new JsonObject().put("url", url).encode());

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid");
        assertThat(refused.pointer()).isEqualTo("/url");
    }

    @Test
    void what_is_not_there_is_not_found() {
        for (var path : new String[] {"/pause", "/resume", "/test", "/rotate-secret"}) {
            assertThat(client.post(place + path, "").code()).as(path).isEqualTo("not_found");
        }
        assertThat(client.post(place + "/redeliver", "{\"after\":\"0\"}").code())
                .isEqualTo("not_found");
        for (var id :
                new String[] {"x", "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e_1", "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e"}) {
            assertThat(client.get("/v1/deliveries/" + id).code()).isEqualTo("not_found");
            assertThat(client.post("/v1/deliveries/" + id + "/redeliver", "").code())
                    .isEqualTo("not_found");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
