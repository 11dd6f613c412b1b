package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Postgres;

/// What the database says of each wish of a batch, and that who loses for one reason or another leaves nothing there.
class BatchVerdictsTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    /// Resources 1 to 3 with rules 5, the third of them deleted; services 1 and 2 with version 7, the second deleted.
    private static final String CATALOG = """
            insert into resource
              (tenant, no, id, version, rules, capacity, kind, pools, doc, created_at, updated_at, deleted_at)
            select 1, n, 'r' || n, 1, 5, 1, 'person', '{}', '{}', now(), now(), case when n = 3 then now() end
            from generate_series(1, 3) as n;
            insert into service (tenant, no, id, version, created_at, updated_at, deleted_at)
            select 1, n, 's' || n, 7, now(), now(), case when n = 2 then now() end
            from generate_series(1, 2) as n;
            insert into idempotency (tenant, key, fingerprint, subject, version, created, body)
            values (1, 'used', '', '', 1, true, '');
            """;

    /// Of a wish its service, the version and the key; of a claim its wish, the resource, the rules and the hour.
    private static final String DECIDE = """
            with wish as materialized (
              select no, service, version, nullif(key, '') as key, lpad(no::text, 32, '0')::uuid as id
              from (values :wishes) as w (no, service, version, key)
            ), wanted as (
              select wish, resource, rules, timestamptz '2026-12-01T00:00Z' + hour * interval '1 hour' as start
              from (values :claims) as c (wish, resource, rules, hour)
            ), w as (
              select array_agg(1::bigint order by no) as tenant, array_agg(id order by no) as id,
                array_agg('confirmed'::text) as status, array_agg(service::bigint order by no) as service,
                array_agg('visit'::text) as name, array_agg(version::bigint order by no) as version,
                array_agg(timestamptz '2026-12-01T00:00Z') as start,
                array_agg(timestamptz '2026-12-01T01:00Z') as until,
                array_agg(timestamp '2026-12-01') as local, array_agg('UTC'::text) as zone,
                array_agg('[]'::text) as list,
                array_agg(1::bigint) as seats, array_agg('{}'::text) as doc, array_agg(now()) as at,
                array_agg(gen_random_uuid()) as event, array_agg('booking.confirmed'::text) as type,
                array_agg(key order by no) as key, array_agg(''::text) as fingerprint
              from wish
            ), c as (
              select array_agg(c.wish::bigint order by n) as wish, array_agg(1::bigint) as tenant,
                array_agg(wish.id order by n) as id, array_agg(resource::bigint order by n) as resource,
                array_agg(0::bigint) as unit, array_agg(rules::bigint order by n) as rules,
                array_agg(start order by n) as since, array_agg(start + interval '1 hour' order by n) as until,
                array_agg(null::timestamptz) as none
              from (select *, row_number() over () as n from wanted) as c join wish on wish.no = c.wish
            )
            select unnest(place_bookings(w.tenant, w.id, w.status, w.service, w.name, w.version, w.start, w.until,
              w.local, w.zone, '', w.list, w.seats, w.list, w.doc, w.at, w.event, w.type, w.doc, w.key,
              w.fingerprint, w.doc, c.wish, c.tenant, c.id, c.resource, c.unit, c.rules, c.since, c.until, c.none, c.none))
            from w, c
            """;

    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = postgres.jdbc();
        connection.setAutoCommit(false);
        texts(CATALOG);
    }

    @AfterEach
    void undo() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void each_has_a_verdict_of_its_own() throws SQLException {
        var verdicts = decide("""
                (1, 1, 7, 'new'), (2, 1, 7, ''), (3, 1, 6, 'old-service'), (4, 1, 7, 'one-of-two-moved'),
                (5, 1, 7, 'late'), (6, 1, 7, 'one-of-two-taken'), (7, 1, 7, 'used'),
                (8, 1, 7, 'gone'), (9, 2, 7, ''), (10, 1, 7, 'last')
                """, """
                (1, 1, 5, 9), (2, 1, 4, 10), (3, 1, 5, 11), (4, 1, 5, 12), (4, 2, 4, 12), (5, 1, 5, 9),
                (6, 1, 5, 9), (6, 2, 5, 9), (7, 2, 5, 13), (8, 3, 5, 14), (9, 1, 5, 15), (10, 2, 5, 16)
                """);

        assertThat(verdicts)
                .containsExactly(
                        "DONE",
                        "RULES_MOVED",
                        "RULES_MOVED",
                        "RULES_MOVED",
                        "TAKEN",
                        "TAKEN",
                        "KEY_USED",
                        "RULES_MOVED",
                        "RULES_MOVED",
                        "DONE");
        assertThat(texts("select resource || to_char(lower(during) at time zone 'UTC', ' HH24') from claim order by 1"))
                .containsExactly("1 09", "2 16");
        assertThat(texts("select key from idempotency order by key")).containsExactly("last", "new", "used");
        assertThat(texts("select right(id::text, 2) from booking order by id")).containsExactly("01", "10");
        assertThat(texts("select right(subject, 2) from event order by position"))
                .containsExactly("01", "10");
    }

    /// By which the bookings of a resource or a customer are found, whether there are one or several of them.
    @Test
    void a_booking_has_the_names_of_all_who_take_part() throws SQLException {
        var names = texts("""
                select array_to_string(booking_names(7, r::json, a::json), ' ') from (values
                  (1, '[{"id":"lee"}]', '[{"email":"Ada@Example.org"}]'),
                  (2, '[{"id":"lee"}]', '[{"name":"Ada"}]'),
                  (3, '[{"id":"lee"}]', '[]'),
                  (4, '[{"id":"lee"},{"id":"room"}]', '[{"email":"a@x.org"}]'),
                  (5, '[{"id":"lee"}]', '[{"email":"a@x.org"},{"name":"B"},{"email":"c@x.org"}]')
                ) as v (no, r, a) order by no
                """);

        assertThat(names)
                .containsExactly(
                        "7:r:lee 7:a:ada@example.org",
                        "7:r:lee",
                        "7:r:lee",
                        "7:r:lee 7:r:room 7:a:a@x.org",
                        "7:r:lee 7:a:a@x.org 7:a:c@x.org");
    }

    @Test
    void all_of_them_may_lose() throws SQLException {
        assertThat(decide("(1, 1, 6, ''), (2, 2, 7, 'x')", "(1, 1, 5, 9), (2, 1, 5, 10)"))
                .containsExactly("RULES_MOVED", "RULES_MOVED");
        assertThat(texts("select booking::text from claim")).isEmpty();
    }

    @Test
    void of_two_that_bring_the_same_key_one_is_done() throws SQLException {
        assertThat(decide(
                        "(1, 1, 7, 'same'), (2, 1, 7, 'same'), (3, 1, 7, '')",
                        "(1, 1, 5, 9), (2, 1, 5, 10), (3, 1, 5, 11)"))
                .containsExactlyInAnyOrder("DONE", "KEY_USED", "DONE")
                .endsWith("DONE");
        assertThat(texts("select booking::text from claim")).hasSize(2);
    }

    /// A plan that reads all of them would take longer with each that there is.
    @Test
    void rules_are_looked_up_by_key_however_few_there_are() throws SQLException {
        decide("(1, 1, 7, '')", "(1, 1, 5, 9)");

        assertThat(texts("""
                select coalesce(sum(pg_stat_get_xact_numscans(oid)), 0)::text from pg_class
                where relname in ('resource', 'service', 'claim', 'booking', 'event', 'idempotency')
                """)).containsExactly("0");
    }

    private List<String> decide(String wishes, String claims) throws SQLException {
        return texts(DECIDE.replace(":wishes", wishes).replace(":claims", claims));
    }

    private List<String> texts(String sql) throws SQLException {
        var texts = new ArrayList<String>();
        try (var statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                var rows = statement.getResultSet();
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }
}
