package scheduler.egress;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// That whoever is there could not prove to be whom the URL names. Nothing was said to him.
public final class Unsecured extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// Longer than any chain of causes.
    private static final int CAUSES_MAX = 20;

    private Unsecured(String message) {
        super(message, null, false, false);
    }

    /// What connecting failed with, in words for those who can do something about it.
    static Throwable said(String host, Throwable failure) {
        var causes = Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .toList();
        if (!has(causes, SSLException.class) && !has(causes, CertificateException.class)) {
            return failure;
        }
        return new Unsecured(why(host, causes, failure));
    }

    private static String why(String host, List<Throwable> causes, Throwable failure) {
        if (has(causes, CertificateExpiredException.class) || has(causes, CertificateNotYetValidException.class)) {
            return "The certificate of " + host + " is not valid at this time.";
        }
        if (has(causes, CertPathBuilderException.class) || has(causes, CertPathValidatorException.class)) {
            return "Who has signed the certificate of " + host + " is not trusted. egress.trustedCertificates can"
                    + " name him.";
        }
        if (has(causes, CertificateException.class)) {
            return "The certificate that was shown is not one for " + host + ".";
        }
        if (has(causes, NotSslRecordException.class)) {
            return "What listens at " + host + " does not speak TLS.";
        }
        return "TLS could not be agreed upon with " + host + ": " + failure.getMessage();
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }
}
