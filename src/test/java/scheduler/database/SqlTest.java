package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scheduler.testing.Postgres;

/// Every statement in the sources is understood by PostgreSQL on the schema as it is.
class SqlTest {

    private static final Pattern STATEMENT = Pattern.compile("(?s)\\s*(select|insert|update|delete|with)\\s.*");
    private static final Pattern QUESTION_MARK = Pattern.compile("\\?");
    private static final Pattern UNTYPED_PARAMETER = Pattern.compile("\\$\\d+(?!\\d|::)");

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    /// A constant that holds a statement.
    record Sql(String place, String text) {
        @Override
        public String toString() {
            return place;
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void is_understood(Sql target) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute("prepare target as " + numbered(target.text));
        }
    }

    /// What goes by JDBC has question marks, in which every driver of it sees the same.
    private static String numbered(String text) {
        var number = new AtomicInteger();
        return text.contains("$1")
                ? text
                : QUESTION_MARK.matcher(text).replaceAll(_ -> "\\$" + number.incrementAndGet());
    }

    /// Without its type the driver prepares a statement once more for each type that it meets.
    @ParameterizedTest
    @MethodSource("statements")
    void says_the_type_of_every_parameter(Sql target) {
        assertThat(UNTYPED_PARAMETER.matcher(target.text).results()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("statements")
    void is_short_enough_to_stay_prepared(Sql target) {
        assertThat(target.text).hasSizeLessThan(16_384);
    }

    @Test
    void all_stores_are_looked_at() throws IOException, ReflectiveOperationException, URISyntaxException {
        assertThat(statements())
                .extracting(Sql::place)
                .contains(
                        "BookingStore.PLACE",
                        "ChangeStore.MOVE",
                        "ChangeStore.STEP",
                        "BookingReader.LIST",
                        "EventLog.APPEND",
                        "EventStore.PAGE",
                        "Receipts.KEEP");
    }

    static List<Sql> statements() throws IOException, ReflectiveOperationException, URISyntaxException {
        var texts = new ArrayList<Sql>();
        for (var type : types()) {
            texts.addAll(texts(type));
        }
        // What another constant contains is a part of that one.
        return texts.stream()
                .filter(each -> texts.stream()
                        .noneMatch(other -> other.text.length() > each.text.length() && other.text.contains(each.text)))
                .toList();
    }

    private static List<Sql> texts(Class<?> type) throws IllegalAccessException {
        var texts = new ArrayList<Sql>();
        for (var field : type.getDeclaredFields()) {
            if (isConstant(field)
                    && field.get(null) instanceof String text
                    && STATEMENT.matcher(text).matches()) {
                texts.add(new Sql(type.getSimpleName() + "." + field.getName(), text));
            }
        }
        return texts;
    }

    private static boolean isConstant(Field field) {
        return field.getType() == String.class
                && Modifier.isStatic(field.getModifiers())
                && Modifier.isFinal(field.getModifiers())
                && field.trySetAccessible();
    }

    private static List<Class<?>> types() throws IOException, ClassNotFoundException, URISyntaxException {
        URI classes = Database.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        var root = Path.of(classes);
        try (Stream<Path> files = Files.walk(root.resolve("scheduler"))) {
            var types = new ArrayList<Class<?>>();
            for (var file : files.filter(each -> each.toString().endsWith(".class"))
                    .sorted()
                    .toList()) {
                var name = root.relativize(file).toString();
                if (!name.endsWith("package-info.class")) {
                    types.add(Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                            false,
                            SqlTest.class.getClassLoader()));
                }
            }
            return types;
        }
    }
}
