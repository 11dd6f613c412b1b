package scheduler.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs what is sent, by the Standard Webhooks specification: HMAC-SHA256 over id, time and payload, with
/// every secret that holds at the time.
final class Signature {

    private static final String HMAC = "HmacSHA256";

    private Signature() {}

    static String of(List<Secret> secrets, String id, long seconds, String payload) {
        var signed = (id + "." + seconds + "." + payload).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret, signed)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] hmac(Secret secret, byte[] signed) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.bytes(), HMAC));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
