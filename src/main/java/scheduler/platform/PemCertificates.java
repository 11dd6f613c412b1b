package scheduler.platform;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/// The certificates in a file: they are read before the first connection, for what cannot be read would only be
/// told by connections that fail.
public record PemCertificates(Buffer text, List<X509Certificate> all) {

    /// Of at least one.
    public static PemCertificates read(String file) throws CertificateException {
        try {
            var read = Files.readAllBytes(Path.of(file));
            var all =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (all.isEmpty()) {
                throw new CertificateException("it is empty");
            }
            return new PemCertificates(Buffer.buffer(read), all);
        } catch (IOException | InvalidPathException e) {
            throw new CertificateException(e);
        }
    }
}
