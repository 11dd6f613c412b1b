package scheduler.platform;

import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Whose certificates are believed on the way out: of those that the JDK knows, and of those that the operator names
/// besides, as a company does that signs for its own hosts.
public record Trust(List<X509Certificate> besides) {

    public static final Trust OF_THE_JDK = new Trust(List.of());

    /// Of a PEM file; an empty name stands for none.
    public static Trust read(String file) {
        try {
            return file.isEmpty()
                    ? OF_THE_JDK
                    : new Trust(PemCertificates.read(file).all());
        } catch (CertificateException e) {
            throw new Refusal(Problem.of(
                    Code.INVALID,
                    "Setting egress.trustedCertificates: The certificates in " + file
                            + " cannot be read; it must be a PEM file."));
        }
    }

    /// Has a client believe them.
    public void into(ClientOptionsBase options) {
        if (!besides.isEmpty()) {
            options.setTrustOptions(TrustOptions.wrap(all()));
        }
    }

    private TrustManagerFactory all() {
        try {
            var all = new ArrayList<>(besides);
            all.addAll(ofTheJdk());
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), all.get(i));
            }
            return factory(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<X509Certificate> ofTheJdk() throws GeneralSecurityException {
        return Arrays.stream(factory(null).getTrustManagers())
                .flatMap(each -> each instanceof X509TrustManager manager
                        ? Arrays.stream(manager.getAcceptedIssuers())
                        : Stream.empty())
                .toList();
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
