package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.dev.ThrowawayServer;
import scheduler.message.Refusal;
import scheduler.testing.Authority;
import scheduler.testing.Databases;

/// What `sslmode` and `sslrootcert` of the URL promise holds for the pool and for the migrations alike.
class TlsTest {

    private static final String ENCRYPTED = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

    @TempDir
    static Path mine;

    @TempDir
    static Path others;

    static ThrowawayServer server;
    static Path certificate;
    static Path another;
    static Vertx vertx;

    @BeforeAll
    static void start() throws IOException {
        var authority = Authority.in(mine);
        var issued = authority.issue("ip:127.0.0.1");
        certificate = authority.certificate();
        another = Authority.in(others).certificate();
        server = ThrowawayServer.start(Map.of(
                "ssl", "on",
                "ssl_cert_file", issued.certificates().toString(),
                "ssl_key_file", issued.key().toString()));
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "disable, false",
        "allow, false",
        "prefer, true",
        "require, true",
        "require&sslrootcert=MINE, true",
        "verify-ca&sslrootcert=MINE, true",
        "verify-full&sslrootcert=MINE, true"
    })
    void a_mode_encrypts_or_not_as_libpq_would(String mode, boolean encrypted) throws SQLException {
        var url = url(mode);

        assertThat(encryptsPool(url)).isEqualTo(encrypted);
        assertThat(encryptsJdbc(url)).isEqualTo(encrypted);
    }

    @Test
    void a_schema_is_migrated_and_read_over_tls() {
        var url = url("verify-full&sslrootcert=MINE");

        assertThat(Migrations.migrate(url)).isNotEqualTo("none");

        assertThat(encryptsPool(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void a_server_with_a_certificate_of_somebody_else_is_not_talked_to(String mode) {
        assertRefused(url(mode + "&sslrootcert=OTHERS"));
    }

    @Test
    void only_verify_full_looks_at_the_name() throws SQLException {
        var byName = url("verify-full&sslrootcert=MINE").replace("127.0.0.1", "localhost");

        assertRefused(byName);
        assertThat(encryptsPool(byName.replace("verify-full", "verify-ca"))).isTrue();
        assertThat(encryptsJdbc(byName.replace("verify-full", "verify-ca"))).isTrue();
    }

    @Test
    void a_file_without_certificates_is_named() throws IOException {
        var empty = Files.writeString(mine.resolve("empty.crt"), "");
        var letter = Files.writeString(mine.resolve("letter.crt"), "dear");

        for (var file : new Path[] {empty, letter, mine.resolve("nowhere.crt"), mine}) {
            assertThat(refusal("verify-full&sslrootcert=" + file)).contains(file.toString(), "cannot be read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void what_verifies_says_by_what(String mode) {
        assertThat(refusal(mode)).contains("sslmode=" + mode, "sslrootcert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer"})
    void a_certificate_that_nobody_would_look_at_is_refused(String mode) {
        assertThat(refusal(mode + "&sslrootcert=MINE")).contains("sslrootcert", "verify-full");
    }

    @Test
    void a_parameter_that_would_have_no_effect_is_refused() {
        assertThat(refusal("require&sslcert=client.crt&sslkey=client.key")).contains("sslcert");
        assertThat(refusal("require&sslcrl=revoked.crl")).contains("sslcrl");
    }

    private static String url(String mode) {
        return server.url() + "?sslmode="
                + mode.replace("MINE", certificate.toString()).replace("OTHERS", another.toString());
    }

    private static boolean encryptsPool(String url) {
        var database = Databases.of(1).open(vertx, url);
        try {
            return await(database.query("asking for encryption", ENCRYPTED, Tuple.tuple()))
                    .iterator()
                    .next()
                    .getBoolean("ssl");
        } finally {
            await(database.close());
        }
    }

    private static boolean encryptsJdbc(String url) throws SQLException {
        var target = DatabaseUrl.read(url);
        try (var connection = DriverManager.getConnection(Migrations.jdbc(target), "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(ENCRYPTED)) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static void assertRefused(String url) {
        assertThat(catchThrowable(() -> encryptsPool(url))).isInstanceOf(StoreFailure.class);
        assertThat(catchThrowable(() -> encryptsJdbc(url))).isInstanceOf(SQLException.class);
        assertThat(catchThrowable(() -> Migrations.migrate(url)))
                .hasMessageContaining("cannot be opened")
                .message()
                .doesNotContain("\n");
    }

    private static String refusal(String mode) {
        return catchThrowableOfType(Refusal.class, () -> DatabaseUrl.read(url(mode)))
                .problem()
                .detail();
    }
}
