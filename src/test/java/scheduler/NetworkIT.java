package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Machines;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;
import scheduler.testing.Proxy;

/// Nodes on machines of their own, whose cable is pulled out: no connection is closed, nothing is refused, there is
/// only silence. Whoever comes back has lost nothing, and serves again.
///
/// Where so much else runs that the application, too, is taken for lost for a moment, it hears nothing published then;
/// what it follows has no gap.
@Tag("network")
class NetworkIT {

    private static final String[] KEY = {"Authorization", "Bearer key-of-the-clinic"};

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @TempDir
    Path directory;

    private final List<ServiceJar> started = new ArrayList<>();
    private Machines machines;
    private Proxy database;
    private Machines.Machine first;
    private Machines.Machine second;
    private Machines.Machine third;

    @BeforeEach
    void connect() {
        machines = Machines.connected();
        database = Proxy.before(postgres.url(), machines.host());
        first = machines.add();
        second = machines.add();
        third = machines.add();
    }

    @AfterEach
    void disconnect() {
        started.forEach(ServiceJar::close);
        if (database != null) {
            database.close();
            machines.close();
        }
    }

    /// Three JVMs start, and twice it takes a while until silence is taken for a loss.
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whoever_is_cut_off_comes_back_and_nothing_is_lost() throws Exception {
        var staying = node(first).ready();
        var leaving = node(second).ready();
        ClusterIT.open(staying.client(), KEY);
        try (var application = Application.start(directory, place())) {
            application.books(0, 10);

            second.pullOut();
            application.wants(10, 10);
            Patience.until(() -> readiness(leaving) == 503, leaving::output);
            Patience.until(() -> application.booked().size() >= 20, application::output);
            assertThat(readiness(staying)).isEqualTo(200);

            second.plugIn();
            Patience.until(() -> readiness(leaving) == 200, leaving::output);
            assertThat(leaving.client().get("/health").text()).contains("{\"id\":\"bus\",\"status\":\"UP\"}");
            Patience.until(() -> leaving.output().contains("have met again"), leaving::output);
            Patience.until(() -> answersOnTheBus(leaving, application), leaving::output);

            third.pullOut();
            int before = application.booked().size();
            var meanwhile = staying.client().post("/v1/bookings", """
                    {"service":"visit","start":"%s","attendees":[{"name":"Ada"}]}
                    """.formatted(Application.startOf(before)), KEY);
            assertThat(meanwhile.status()).as(meanwhile.text()).isEqualTo(201);
            third.plugIn();

            var logged = logged(staying);
            Patience.until(() -> application.followed().size() >= logged.size(), application::output);
            assertThat(application.followed()).containsExactlyElementsOf(logged);
            assertThat(logged)
                    .doesNotHaveDuplicates()
                    .contains(meanwhile.json().getString("id"))
                    .containsAll(application.booked())
                    .hasSize(before + 1);
            Patience.until(() -> logged(leaving).equals(logged));
        }
    }

    private ServiceJar node(Machines.Machine machine) {
        var node = ServiceJar.start(
                machine,
                directory,
                Map.of(
                        "DATABASE_URL", database.url(),
                        "SCHEDULER_HTTP_API_KEYS", "demo:key-of-the-clinic",
                        "SCHEDULER_CLUSTER_ENABLED", "true",
                        "SCHEDULER_CLUSTER_HOST", machine.address(),
                        "SCHEDULER_CLUSTER_NODES", String.join(",", members())));
        started.add(node);
        return node;
    }

    private Application.Place place() {
        return new Application.Place(third.runs(), third.address(), 7800, members());
    }

    private List<String> members() {
        return List.of(first.address() + ":7800", second.address() + ":7800");
    }

    private static int readiness(ServiceJar node) {
        return node.client().get("/health/ready").status();
    }

    /// Of commands that go to any node some go to this one.
    private static boolean answersOnTheBus(ServiceJar node, Application application) {
        double before = booked(node);
        try {
            application.books(application.booked().size(), 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return booked(node) > before;
    }

    private static double booked(ServiceJar node) {
        return node.client()
                .get("/metrics", KEY)
                .text()
                .lines()
                .filter(line -> line.startsWith("scheduler_commands_seconds_count{"))
                .filter(line -> line.contains("address=\"scheduler.command.book\""))
                .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".* ", "")))
                .sum();
    }

    /// All pages: until the node that was cut off is found again by commands, any number is booked.
    private static List<String> logged(ServiceJar node) {
        var subjects = new ArrayList<String>();
        for (var next = "0"; ; ) {
            var page = node.client().get("/v1/events?type=booking.confirmed&limit=200&after=" + next, KEY);
            if (page.items().isEmpty()) {
                return subjects;
            }
            page.items().forEach(event -> subjects.add(((JsonObject) event).getString("subject")));
            next = page.json().getString("next");
        }
    }
}
