package scheduler.database;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;
import scheduler.platform.PemCertificates;

/// How the way to PostgreSQL is protected: `sslmode` and `sslrootcert` as libpq reads them, told to both clients.
/// vertx-pg-client 5.0.7 takes the mode out of a URL but no trust with it, so that alone it would fail or go plain.
record Tls(SslMode mode, @Nullable String rootCertificate) {

    private static final String ROOT = "sslrootcert";
    private static final Set<String> KNOWN = Set.of("sslmode", ROOT);
    private static final Set<SslMode> VERIFYING = Set.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL);

    /// Refuses what would protect less than it says: a certificate nobody looks at, a parameter neither client obeys.
    static Tls read(SslMode mode, Map<String, String> parameters) {
        for (var each : parameters.keySet()) {
            if (each.startsWith("ssl") && !KNOWN.contains(each)) {
                throw DatabaseUrl.refused(
                        "The parameter " + each + " is not supported; there are sslmode and " + ROOT + ".");
            }
        }
        var root = parameters.get(ROOT);
        if (root == null && VERIFYING.contains(mode)) {
            throw DatabaseUrl.refused(
                    "sslmode=" + mode.value + " needs " + ROOT + ", a PEM file with the certificates to trust.");
        }
        if (root != null && mode != SslMode.REQUIRE && !VERIFYING.contains(mode)) {
            throw DatabaseUrl.refused(ROOT + " is looked at with sslmode=verify-full, verify-ca or require only, not"
                    + " with " + mode.value + ".");
        }
        // With something to verify by, libpq verifies for `require` too.
        return new Tls(root != null && mode == SslMode.REQUIRE ? SslMode.VERIFY_CA : mode, root);
    }

    void protect(PgConnectOptions options) {
        options.setSslMode(mode);
        if (mode == SslMode.DISABLE) {
            return;
        }
        var client =
                new ClientSSLOptions().setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (rootCertificate == null) {
            client.setTrustAll(true);
        } else {
            client.setTrustOptions(new PemTrustOptions().addCertValue(certificates(rootCertificate)));
        }
        options.setSslOptions(client);
    }

    /// The same as parameters of a JDBC URL.
    String jdbc() {
        var root = rootCertificate == null
                ? ""
                : "&" + ROOT + "=" + URLEncoder.encode(rootCertificate, StandardCharsets.UTF_8);
        return "sslmode=" + mode.value + root;
    }

    private static Buffer certificates(String file) {
        try {
            return PemCertificates.read(file).text();
        } catch (CertificateException e) {
            throw unreadable(file);
        }
    }

    private static Refusal unreadable(String file) {
        return DatabaseUrl.refused(
                "The certificates in " + file + " (" + ROOT + ") cannot be read; it must be a PEM" + " file.");
    }
}
