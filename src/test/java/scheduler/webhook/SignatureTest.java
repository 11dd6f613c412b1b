package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures, against the vector of the specification and its own verifier.
class SignatureTest {

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME = 1_614_265_330;
    private static final String PAYLOAD = "{\"test\": 2432232314}";

    private static final Secret VECTOR = Secret.read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    @Test
    void the_vector_of_the_specification_comes_out() throws Exception {
        var signed = Signature.of(List.of(VECTOR), ID, TIME, PAYLOAD);

        assertThat(signed).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(signed).isEqualTo(new Webhook(VECTOR.text()).sign(ID, TIME, PAYLOAD));
    }

    @Test
    void the_official_verifier_takes_what_we_sign_with_any_secret() throws Exception {
        var old = Secret.generate();
        var next = Secret.generate();
        long now = Instant.now().getEpochSecond();
        var payload = "{\"name\":\"Grüße an Ada 🦊\"}";
        var both = Signature.of(List.of(next, old), "m_1", now, payload);

        new Webhook(old.text()).verify(payload, headers("m_1", now, both));
        new Webhook(next.text()).verify(payload, headers("m_1", now, both));

        assertThat(both.chars().filter(c -> c == ' ')).hasSize(1);
        assertThatThrownBy(() -> new Webhook(Secret.generate().text()).verify(payload, headers("m_1", now, both)))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> new Webhook(old.text()).verify(payload + " ", headers("m_1", now, both)))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> new Webhook(old.text()).verify(payload, headers("m_2", now, both)))
                .isInstanceOf(WebhookVerificationException.class);
        assertThatThrownBy(() -> new Webhook(old.text()).verify(payload, headers("m_1", now + 1, both)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void the_official_signer_signs_the_same() throws Exception {
        for (int i = 0; i < 100; i++) {
            var secret = Secret.generate();

            assertThat(Signature.of(List.of(secret), "m_" + i, TIME + i, PAYLOAD + i))
                    .isEqualTo(new Webhook(secret.text()).sign("m_" + i, TIME + i, PAYLOAD + i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 64})
    void a_secret_of_24_to_64_bytes_is_taken(int bytes) {
        assertThat(Secret.read(secret(bytes)).bytes()).hasSize(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 65})
    void any_other_is_not(int bytes) {
        assertThatThrownBy(() -> Secret.read(secret(bytes))).hasMessageContaining("24 to 64 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsec_",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_!!!!",
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void nor_is_what_is_no_secret(String text) {
        assertThatThrownBy(() -> Secret.read(text)).hasMessageContaining("whsec_");
    }

    @Test
    void a_secret_does_not_show_itself() {
        var secret = Secret.generate();

        assertThat(secret.toString()).hasSizeLessThan(12).isNotEqualTo(secret.text());
        assertThat(Secrets.of(secret).toString()).doesNotContain(secret.text());
    }

    @Test
    void the_secret_before_signs_for_a_day_more_and_of_many_the_newest_four() {
        var now = Instant.parse("2026-11-24T08:00:00Z");
        var first = Secret.generate();
        var second = Secret.generate();
        var secrets = Secrets.of(first).rotated(second, now);

        assertThat(secrets.usedAt(now)).containsExactly(second, first);
        assertThat(secrets.usedAt(now.plus(Duration.ofHours(24)).minusMillis(1)))
                .containsExactly(second, first);
        assertThat(secrets.usedAt(now.plus(Duration.ofHours(24)))).containsExactly(second);
        assertThat(Secrets.read(secrets.text())).isEqualTo(secrets);
        for (int i = 0; i < 10; i++) {
            secrets = secrets.rotated(Secret.generate(), now.plusSeconds(i));
        }
        assertThat(secrets.all()).hasSize(4);
    }

    private static String secret(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString("x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> headers(String id, long time, String signature) {
        return Map.of(
                "webhook-id",
                List.of(id),
                "webhook-timestamp",
                List.of(Long.toString(time)),
                "webhook-signature",
                List.of(signature));
    }
}
