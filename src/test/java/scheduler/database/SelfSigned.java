package scheduler.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// A key and the certificate it has given itself, for one name or address, as PEM files.
record SelfSigned(Path key, Path certificate) {

    private static final String PASSWORD = "password";

    /// `name` as in `ip:127.0.0.1` or `dns:localhost`.
    static SelfSigned of(Path directory, String name) throws IOException, GeneralSecurityException {
        var store = directory.resolve("store.p12");
        generate(store, name);
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var key = directory.resolve("server.key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new SelfSigned(
                Files.writeString(
                        key,
                        pem(
                                "PRIVATE KEY",
                                keys.getKey("it", PASSWORD.toCharArray()).getEncoded())),
                Files.writeString(
                        directory.resolve("server.crt"),
                        pem("CERTIFICATE", keys.getCertificate("it").getEncoded())));
    }

    private static void generate(Path store, String name) throws IOException {
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=scheduler test",
                        "-ext",
                        "san=" + name,
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(store.resolveSibling("keytool.log").toFile())
                .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool failed: " + Files.readString(store.resolveSibling("keytool.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }
}
