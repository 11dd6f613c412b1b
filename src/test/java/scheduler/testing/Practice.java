package scheduler.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import scheduler.replay.Replay;
import scheduler.replay.Report;
import scheduler.testing.Client.Reply;

/// Sets up what tests book, through the front door, and asks the database what only it can tell.
public final class Practice {

    private final Service service;

    public Practice(Service service) {
        this.service = service;
    }

    /// A resource in Berlin that is open on weekdays from 9 to 17.
    public Practice resource(String id, String... pools) {
        return resource(id, 1, pools);
    }

    public Practice resource(String id, int capacity, String... pools) {
        var body = new JsonObject()
                .put("timeZone", "Europe/Berlin")
                .put("capacity", capacity)
                .put("pools", new JsonArray(List.of(pools)));
        must(client().put("/v1/resources/" + id, body.encode()));
        return schedule(id, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}
                """);
    }

    /// Has a resource of one unit keep the buffers of neighbours by a rule: `stack` or `max`.
    public Practice buffers(String resource, String rule) {
        must(client().put(
                        "/v1/resources/" + resource, "{\"timeZone\":\"Europe/Berlin\",\"buffers\":\"" + rule + "\"}"));
        return this;
    }

    public Practice schedule(String resource, String body) {
        must(client().put("/v1/resources/" + resource + "/schedule", body));
        return this;
    }

    public Practice service(String id, String body) {
        must(client().put("/v1/services/" + id, body));
        return this;
    }

    public Client client() {
        return service.client();
    }

    /// Books at a local time of Berlin; the resource may be empty.
    public Reply book(String serviceId, String localStart, String resource, String... headers) {
        return client().post("/v1/bookings", wish(serviceId, localStart, resource), headers);
    }

    public static String wish(String serviceId, String localStart, String resource) {
        var wish = new JsonObject().put("service", serviceId).put("start", localStart);
        if (!resource.isEmpty()) {
            wish.put("resource", resource);
        }
        return wish.put("attendees", new JsonArray().add(new JsonObject().put("name", "Ada")))
                .encode();
    }

    /// The claims that overlap another of the same unit: there must never be one.
    public long overlappingClaims() throws SQLException {
        return number("""
                select count(*) from claim a join claim b
                  on a.tenant = b.tenant and a.resource = b.resource and a.unit = b.unit and a.ctid <> b.ctid
                  and (a.during && b.during or coalesce(a.lead, a.during) && coalesce(b.lead, b.during))
                """);
    }

    /// What the log tells otherwise than the tables.
    public List<String> differences() {
        var lines = new ArrayList<String>();
        new Replay(service.postgres().url()).run(new Report(lines::add));
        return lines;
    }

    /// Waits until all that is over by the clock has been ended.
    public void awaitExpiry() {
        awaitNone("select count(*) from booking where status in ('held', 'pending') and expires_at <= '"
                + service.clock().instant() + "'");
    }

    /// Waits until the reminders of all that has happened are planned.
    public void awaitPlanning() {
        awaitNone("""
                select (select count(*) from reminder_replan) + (
                  select count(*) from log_reader r where r.name = 'reminders' and r.position < (
                    select max(e.position) from event e where e.tenant = r.tenant))
                """);
    }

    private void awaitNone(String query) {
        Patience.until(() -> {
            try {
                return number(query) == 0;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    public long number(String query) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void must(Reply reply) {
        if (reply.status() >= 300) {
            throw new IllegalStateException(reply.status() + " " + reply.text());
        }
    }
}
