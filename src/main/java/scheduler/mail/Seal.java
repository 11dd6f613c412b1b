package scheduler.mail;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals addresses of a tenant into tokens that nobody else can make, and from which nobody else learns an address
/// (AES-GCM). So what stands in a mail works for as long as the mail is kept, and nothing has to be remembered for it.
final class Seal {

    static final int SECRET_BYTES = 16;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final long tenant;
    private final byte[] secret;

    Seal(long tenant, byte[] secret) {
        this.tenant = tenant;
        this.secret = secret.clone();
    }

    static byte[] secret() {
        return random(SECRET_BYTES);
    }

    private static byte[] random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    String seal(String address) {
        var nonce = random(NONCE_BYTES);
        var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, address.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        var token = ByteBuffer.allocate(Long.BYTES + NONCE_BYTES + sealed.length)
                .putLong(tenant)
                .put(nonce)
                .put(sealed);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /// Whose seal a token says that it has.
    static Optional<Long> tenant(String token) {
        return bytes(token).map(each -> ByteBuffer.wrap(each).getLong());
    }

    /// The address, unless somebody else has made the token.
    Optional<String> open(String token) {
        return bytes(token)
                .filter(each -> ByteBuffer.wrap(each).getLong() == tenant)
                .flatMap(each -> {
                    int begin = Long.BYTES + NONCE_BYTES;
                    return cipher(
                            Cipher.DECRYPT_MODE,
                            Arrays.copyOfRange(each, Long.BYTES, begin),
                            Arrays.copyOfRange(each, begin, each.length));
                })
                .map(each -> new String(each, StandardCharsets.UTF_8));
    }

    private static Optional<byte[]> bytes(String token) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            return bytes.length > Long.BYTES + NONCE_BYTES ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Nothing when the text was not sealed by this secret and for this tenant.
    private Optional<byte[]> cipher(int mode, byte[] nonce, byte[] text) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(tenant).array());
            return Optional.of(cipher.doFinal(text));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
