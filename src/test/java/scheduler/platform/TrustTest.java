package scheduler.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scheduler.message.Refusal;
import scheduler.testing.Authority;

/// Whose certificates are believed.
class TrustTest {

    @TempDir
    Path directory;

    @Test
    void those_of_the_file_are_believed_besides_those_that_the_jdk_knows() throws Exception {
        var trust = Trust.read(Authority.in(directory).certificate().toString());
        var options = new NetClientOptions();

        trust.into(options);

        var vertx = Vertx.vertx();
        try {
            var managers =
                    options.getTrustOptions().getTrustManagerFactory(vertx).getTrustManagers();
            var issuers = Arrays.stream(managers)
                    .flatMap(each -> Arrays.stream(((X509TrustManager) each).getAcceptedIssuers()))
                    .toList();
            assertThat(issuers).containsAll(trust.besides()).hasSizeGreaterThan(50);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void without_a_file_nothing_is_changed() {
        var options = new NetClientOptions();

        Trust.read("").into(options);

        assertThat(options.getTrustOptions()).isNull();
    }

    @Test
    void a_file_without_certificates_is_named() throws IOException {
        var empty = Files.writeString(directory.resolve("empty.pem"), "").toString();
        var letter = Files.writeString(directory.resolve("letter.pem"), "dear").toString();

        for (var file : List.of(empty, letter, directory.resolve("nowhere").toString(), "a\0b")) {
            assertThat(catchThrowableOfType(Refusal.class, () -> Trust.read(file))
                            .problem()
                            .detail())
                    .startsWith("Setting egress.trustedCertificates: ")
                    .contains(file, "cannot be read");
        }
    }
}
