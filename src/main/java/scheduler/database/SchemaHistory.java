package scheduler.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.platform.Settings;

/// The history that Flyway keeps of a schema, for a look without Flyway. Nearly every start finds nothing to migrate,
/// and Flyway, its driver and its connection are a quarter of that start. Where not all is plainly as it should be,
/// this says no more than that: Flyway then does what is to be done, or says what is wrong.
public final class SchemaHistory {

    private static final String FOLDER = "db/migration/";
    private static final String ENDING = ".sql";
    private static final Duration LOOK_MAX = Duration.ofSeconds(5);

    /// A row that a migration did not leave as it does when it succeeds is unsound.
    private static final String ROWS = """
            select script, checksum,
                   success and type = 'SQL'
                   and script = 'V' || version || '__' || replace(description, ' ', '_') || '.sql' as sound
            from flyway_schema_history""";

    private static final Logger LOG = LoggerFactory.getLogger(SchemaHistory.class);

    private SchemaHistory() {}

    /// Whether the schema has all migrations of this version, as they are, and no others.
    public static Future<Boolean> isCurrent(Vertx vertx, Settings.Database settings, String url) {
        var pool = PgBuilder.pool()
                .using(Transport.under(vertx, settings, Math.toIntExact(LOOK_MAX.toMillis())))
                .connectingTo(DatabaseUrl.read(url).options())
                .with(new PoolOptions().setName("history").setShared(false).setMaxSize(1))
                .build();
        return pool.query(ROWS)
                .execute()
                .map(SchemaHistory::isCurrent)
                .timeout(LOOK_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    LOG.debug("The history of the schema cannot be read", failure);
                    return Future.succeededFuture(false);
                })
                .eventually(pool::close);
    }

    private static boolean isCurrent(RowSet<Row> rows) {
        var applied = new HashMap<String, Integer>();
        for (var row : rows) {
            if (!Boolean.TRUE.equals(row.getBoolean("sound"))) {
                return false;
            }
            applied.put(row.getString("script"), row.getInteger("checksum"));
        }
        return applied.equals(migrations());
    }

    /// The migrations of this version, by the names of their files, with the checksums that Flyway gives them.
    static Map<String, Integer> migrations() {
        var migrations = new HashMap<String, Integer>();
        try {
            for (var file : files()) {
                migrations.put(file, checksum(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return migrations;
    }

    private static List<String> files() throws IOException {
        var folder = Objects.requireNonNull(SchemaHistory.class.getClassLoader().getResource(FOLDER));
        if (folder.openConnection() instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (var file = jar.getJarFile()) {
                return file.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.startsWith(FOLDER) && name.endsWith(ENDING))
                        .map(name -> name.substring(FOLDER.length()))
                        .toList();
            }
        }
        try (var found = Files.list(Path.of(URI.create(folder.toString())))) {
            return found.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .toList();
        }
    }

    /// That of the lines without what ends them.
    private static int checksum(String file) throws IOException {
        var checksum = new CRC32();
        try (var in =
                Objects.requireNonNull(SchemaHistory.class.getClassLoader().getResourceAsStream(FOLDER + file))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        }
        return (int) checksum.getValue();
    }
}
