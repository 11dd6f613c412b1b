package scheduler.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Who signs certificates for a test, and is trusted by nobody who is not told to.
public final class Authority {

    private static final String PASSWORD = "password";
    private static final String OWN = "authority";

    private final Path directory;
    private final Path store;
    private int issued;

    /// A key and its certificates, the authority's last, as PEM files.
    public record Issued(Path key, Path certificates) {}

    private Authority(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("store.p12");
    }

    /// A new one, which keeps its files in an empty directory.
    public static Authority in(Path directory) {
        try {
            var authority = new Authority(directory.toRealPath());
            authority.generate(OWN, "bc:c", List.of());
            return authority;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Its own certificate, by which others can be verified.
    public Path certificate() {
        return write("authority.pem", pem("CERTIFICATE", chain(OWN)[0]));
    }

    /// For a name or an address, as in `dns:localhost` or `ip:127.0.0.1`.
    public Issued issue(String name) {
        return issue(name, List.of());
    }

    /// The same, of which the time is over.
    public Issued issueExpired(String name) {
        return issue(name, List.of("-startdate", "-3d", "-validity", "1"));
    }

    private String sign(String name, List<String> more) {
        var alias = "issued-" + ++issued;
        var arguments = new ArrayList<>(List.of("-signer", OWN, "-signerkeypass", PASSWORD));
        arguments.addAll(more);
        generate(alias, "san=" + name, arguments);
        return alias;
    }

    private Issued issue(String name, List<String> more) {
        var alias = sign(name, more);
        try {
            var key = keys().getKey(alias, PASSWORD.toCharArray()).getEncoded();
            var file = directory.resolve(alias + ".key");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, pem("PRIVATE KEY", key));
            return new Issued(
                    file,
                    write(
                            alias + ".pem",
                            Arrays.stream(chain(alias))
                                    .map(each -> pem("CERTIFICATE", each))
                                    .collect(Collectors.joining())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A server's keys for a name or an address.
    public SSLContext context(String name) {
        var alias = sign(name, List.of());
        try {
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    alias,
                    keys().getKey(alias, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    keys().getCertificateChain(alias));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void generate(String alias, String extension, List<String> more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=scheduler test " + alias,
                "-ext",
                extension,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(more);
        var log = directory.resolve("keytool.log");
        try {
            var keytool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool failed: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private KeyStore keys() {
        try {
            return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[][] chain(String alias) {
        try {
            var chain = new ArrayList<byte[]>();
            for (Certificate each : keys().getCertificateChain(alias)) {
                chain.add(each.getEncoded());
            }
            return chain.toArray(byte[][]::new);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }
}
