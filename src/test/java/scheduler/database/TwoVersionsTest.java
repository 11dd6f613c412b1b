package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// This version is the older one of two: a later one has added to the schema that both run on, and writes events that
/// this one does not know.
class TwoVersionsTest {

    @RegisterExtension
    static final Service service = new Service();

    private final Practice practice = new Practice(service);

    /// What is prepared was prepared on the schema as it was, so all that is done after has been done before.
    @Test
    void it_goes_on_while_the_schema_grows_and_starts_again_on_it() throws SQLException {
        practice.resource("lee")
                .service("visit", "{\"duration\":\"PT30M\",\"reminders\":[{\"before\":\"P1D\",\"channel\":\"log\"}]}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}")
                .service("class", "{\"duration\":\"PT1H\",\"capacity\":3}");
        live(service.client(), "2026-12-01");

        expand();
        live(service.client(), "2026-12-02");

        var again = service.startNode().client();
        live(again, "2026-12-03");
        live(service.client(), "2026-12-04");
        Patience.until(() ->
                again.get("/health/ready").status() == 200 && listed(again).contains("booking.praised"));
    }

    /// Nothing is refused that was not before.
    private static void live(Client client, String day) {
        var moved = id(client.post("/v1/bookings", Practice.wish("visit", day + "T09:00", "")));
        done(client.post("/v1/bookings/" + moved + "/reschedule", "{\"start\":\"" + day + "T09:30\"}"));
        done(client.get("/v1/bookings/" + moved));
        done(client.get("/v1/bookings/" + moved + "/reminders"));
        done(client.post("/v1/bookings/" + moved + "/cancel", "{}"));
        var asked = id(client.post("/v1/bookings", Practice.wish("asked", day + "T10:00", "")));
        done(client.post("/v1/bookings/" + asked + "/confirm", ""));
        var held = id(client.post("/v1/holds", "{\"service\":\"visit\",\"start\":\"" + day + "T11:00\"}"));
        done(client.send("PATCH", "/v1/holds/" + held, "{\"ttl\":\"PT20M\"}"));
        done(client.post("/v1/bookings", "{\"hold\":\"" + held + "\",\"attendees\":[{\"name\":\"Ada\"}]}"));
        var session = id(client.post("/v1/bookings", Practice.wish("class", day + "T13:00", "")));
        done(client.post("/v1/bookings/" + session + "/attendees", "{\"name\":\"Bo\",\"email\":\"bo@example.org\"}"));
        var series = id(client.post(
                "/v1/series",
                "{\"service\":\"visit\",\"start\":\"" + day + "T15:00\",\"rrule\":\"FREQ=WEEKLY;COUNT=2\"}"));
        done(client.post("/v1/series/" + series + "/cancel", "{}"));
        var waiting = id(client.post(
                "/v1/waitlist",
                "{\"service\":\"visit\",\"from\":\"2026-12-21\",\"to\":\"2026-12-22\","
                        + "\"attendees\":[{\"name\":\"Bo\",\"email\":\"bo@example.org\"}]}"));
        done(client.delete("/v1/waitlist/" + waiting));
        var block = id(client.post(
                "/v1/resources/lee/blocks", "{\"start\":\"" + day + "T20:00:00Z\",\"end\":\"" + day + "T21:00:00Z\"}"));
        done(client.delete("/v1/resources/lee/blocks/" + block));
        done(client.put("/v1/subscriptions/crm", "{\"url\":\"https://crm.example.org/" + day + "\"}"));
        for (var list : List.of(
                "/v1/slots?service=visit&from=" + day + "&to=" + day,
                "/v1/bookings?resource=lee",
                "/v1/resources",
                "/v1/resources/lee/schedule",
                "/v1/services",
                "/v1/events?limit=5",
                "/v1/subscriptions",
                "/v1/deliveries")) {
            done(client.get(list));
        }
    }

    private static void done(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    }

    private static String id(Reply reply) {
        done(reply);
        return reply.json().getString("id");
    }

    private static List<String> listed(Client client) {
        return client.get("/v1/events?type=booking.praised").items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }

    private static void expand() throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            var tables = new ArrayList<String>();
            try (var rows = statement.executeQuery("""
                    select relname from pg_class
                    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                      and relname <> 'flyway_schema_history'
                    order by relname
                    """)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).contains("booking", "claim", "event", "reminder");
            for (var table : tables) {
                statement.execute("alter table " + table + " add column of_later text not null default 'later'");
            }
            statement.execute(
                    "create table praise (tenant bigint, id uuid, constraint praise_pk primary key (tenant, id))");
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select tenant, gen_random_uuid(), 'booking.praised', subject, now(),
                      (data::jsonb || '{"stars":5,"version":9}')::json
                    from event where type = 'booking.confirmed' order by position desc limit 1
                    """);
            statement.execute("""
                    insert into flyway_schema_history
                      (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    values (1000, '900', 'add praise', 'SQL', 'V900__add_praise.sql', 1, 'somebody', 1, true)
                    """);
        }
    }
}
