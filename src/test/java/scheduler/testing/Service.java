package scheduler.testing;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Boots the whole service for a test class, on a database of its own and a clock that the test moves.
///
/// Use it as `@RegisterExtension static final Service service = new Service();`. The clock stands at Tuesday,
/// 2026-11-24, 08:00 UTC.
public final class Service implements BeforeAllCallback, AfterAllCallback {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private final Postgres postgres = new Postgres();
    private final MovableClock clock = new MovableClock(NOW);
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Supplier<String>> later = new HashMap<>();
    private final List<Node> more = new ArrayList<>();
    private @Nullable Node node;

    /// With a setting, as it stands in the environment.
    public Service with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /// With a setting that is not known before the tests of the class begin.
    public Service with(String variable, Supplier<String> value) {
        later.put(variable, value);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException, SQLException {
        postgres.beforeAll(context);
        later.forEach((variable, value) -> settings.put(variable, value.get()));
        node = Node.start(postgres.url(), clock, settings);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        more.forEach(Node::close);
        node().close();
        // Test classes are never unloaded, and a hundred nodes would stay in memory with them.
        more.clear();
        node = null;
        postgres.afterAll(context);
    }

    public Node node() {
        return Objects.requireNonNull(node);
    }

    /// One more node on the same database, closed with the others.
    public Node startNode() {
        return startNode(Map.of());
    }

    /// The same with settings of its own.
    public Node startNode(Map<String, String> own) {
        var its = new HashMap<>(settings);
        its.putAll(own);
        var another = Node.start(postgres.url(), clock, its);
        more.add(another);
        return another;
    }

    public Client client() {
        return node().client();
    }

    public MovableClock clock() {
        return clock;
    }

    public Postgres postgres() {
        return postgres;
    }
}
