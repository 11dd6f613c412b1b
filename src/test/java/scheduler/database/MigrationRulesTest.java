package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// While one version takes the place of another both run on one schema, so a migration only adds to it, and keeps
/// nobody waiting while it does.
class MigrationRulesTest {

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
    private static final Pattern TAKES_AWAY = Pattern.compile(
            "(?i)\\bdrop\\s+(table|column|function|type|view|index|default)\\b|\\brename\\b|\\balter\\s+column\\s+\\w+\\s+(set\\s+data\\s+)?type\\b"
                    + "|\\bset\\s+not\\s+null\\b|\\btruncate\\b");
    private static final Pattern NEW_COLUMN = Pattern.compile("(?i)\\badd\\s+column\\s+[^,;]*");
    private static final Pattern CREATED = Pattern.compile("(?i)\\bcreate\\s+table\\s+(\\w+)");
    private static final Pattern INDEX =
            Pattern.compile("(?i)\\bcreate\\s+(?:unique\\s+)?index\\s+(concurrently\\s+)?\\w+\\s+on\\s+(\\w+)");

    /// Those before were made when nobody had rows that could keep others waiting.
    private static final int FIRST_THAT_MUST_NOT_BLOCK = 23;

    /// Takes a name away and gives it back in the same transaction, to what can be used like what had it before.
    private static final String SWAPS = "V034__event_parts.sql";

    /// A migration, without its comments.
    record Migration(String name, String text) {
        static Migration read(Path file) {
            try {
                var text = COMMENT.matcher(Files.readString(file)).replaceAll("");
                return new Migration(file.getFileName().toString(), text);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        int version() {
            return Integer.parseInt(name.substring(1, name.indexOf('_')));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void takes_nothing_away_unless_its_name_says_so(Migration target) {
        assertThat(TAKES_AWAY.matcher(target.text).find()
                        && !target.name.contains("__contract")
                        && !target.name.equals(SWAPS))
                .as("the name of a migration that takes something away begins with contract")
                .isFalse();
    }

    /// The version before does not know of it and writes nothing into it.
    @ParameterizedTest
    @MethodSource("migrations")
    void a_new_column_may_be_left_out(Migration target) {
        assertThat(NEW_COLUMN.matcher(target.text).results().map(each -> each.group()))
                .allSatisfy(column -> assertThat(column.contains("not null") && !column.contains("default"))
                        .as(column)
                        .isFalse());
    }

    /// Whoever writes to the table would wait for all of it.
    @ParameterizedTest
    @MethodSource("migrations")
    void an_index_on_a_table_with_rows_is_made_beside_whoever_writes(Migration target) {
        var created = CREATED.matcher(target.text)
                .results()
                .map(each -> each.group(1))
                .toList();
        var waitedFor = INDEX.matcher(target.text)
                .results()
                .filter(each -> each.group(1) == null && !created.contains(each.group(2)))
                .map(each -> each.group(2))
                .toList();
        assertThat(target.version() < FIRST_THAT_MUST_NOT_BLOCK ? List.of() : waitedFor)
                .isEmpty();
    }

    static List<Migration> migrations() throws IOException, URISyntaxException {
        var first = Objects.requireNonNull(MigrationRulesTest.class.getResource("/db/migration/V001__tenants.sql"));
        try (Stream<Path> files = Files.list(Path.of(first.toURI()).resolveSibling(""))) {
            return files.filter(each -> each.toString().endsWith(".sql"))
                    .sorted()
                    .map(Migration::read)
                    .toList();
        }
    }
}
