package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.message.Fields;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.reminder.Judgement.Verdict;
import scheduler.reminder.Judgement.Verdict.End;
import scheduler.reminder.Judgement.Verdict.Say;
import scheduler.reminder.LookStore.Looked;
import scheduler.reminder.Settled.State;
import scheduler.service.Reminder;

/// What becomes of a reminder at the moment it would be sent, and when that has failed.
class JudgementTest {

    private static final Instant DUE = Instant.parse("2026-12-07T12:00:00Z");
    private static final Instant START = Instant.parse("2026-12-08T12:00:00Z");
    private static final Duration GRACE = Duration.ofHours(6);
    private static final UUID BOOKING = UUID.fromString("019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b80");

    @Test
    void what_is_due_is_said() {
        assertThat(judge(DUE, due(0, DUE), booking("confirmed", 3))).isInstanceOf(Say.class);
    }

    /// The clock of the database, by which it is due, is a little ahead.
    @Test
    void what_was_due_a_moment_later_is_said_too() {
        assertThat(judge(DUE.minusMillis(500), due(0, DUE), booking("confirmed", 3)))
                .isInstanceOf(Say.class);
    }

    @Test
    void late_within_the_grace_it_is_said_and_then_missed() {
        assertThat(judge(DUE.plus(Duration.ofMinutes(10)), due(0, DUE), booking("confirmed", 3)))
                .isInstanceOf(Say.class);
        assertThat(end(judge(DUE.plus(GRACE).plusSeconds(1), due(0, DUE), booking("confirmed", 3))))
                .isEqualTo(State.MISSED);
        assertThat(end(judge(START.plus(Duration.ofDays(2)), due(0, DUE), booking("confirmed", 3))))
                .isEqualTo(State.MISSED);
    }

    /// The grace counts from when it was to be tried again.
    @Test
    void so_is_one_that_was_tried_before() {
        var again = DUE.plus(Duration.ofHours(1));
        assertThat(judge(again.plus(GRACE), due(3, again), booking("confirmed", 3)))
                .isInstanceOf(Say.class);
        assertThat(end(judge(again.plus(GRACE).plusSeconds(1), due(3, again), booking("confirmed", 3))))
                .isEqualTo(State.MISSED);
    }

    @Test
    void what_may_have_been_sent_before_the_start_was_not_missed() {
        var verdict = judge(START, due(1, DUE), booking("confirmed", 3));
        assertThat(end(verdict)).isEqualTo(State.FAILED);
        assertThat(((End) verdict).settled().note()).contains("not known");
    }

    @Test
    void nobody_is_told_again_and_again_because_nodes_die() {
        assertThat(judge(DUE, due(Judgement.ATTEMPTS_MAX - 1, DUE), booking("confirmed", 3)))
                .isInstanceOf(Say.class);
        assertThat(end(judge(DUE, due(Judgement.ATTEMPTS_MAX, DUE), booking("confirmed", 3))))
                .isEqualTo(State.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"cancelled, 3", "declined, 3", "pending, 3", "confirmed, 2", "confirmed, 4"})
    void what_is_no_more_as_it_was_planned_is_dropped(String status, long sequence) {
        assertThat(end(judge(DUE, due(0, DUE), booking(status, sequence)))).isEqualTo(State.VOID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "checked_in|no_show|\"before\":\"PT24H\"|false",
                "checked_in|no_show|\"after\":\"PT1H\"|false",
                "completed|no_show|\"after\":\"PT1H\"|false",
                "completed|no_show|\"after\":\"PT1H\",\"statuses\":[\"no_show\"]|true",
                "completed|checked_in|\"after\":\"PT1H\",\"statuses\":[\"completed\"]|true",
                "completed|checked_in|\"after\":\"PT1H\",\"statuses\":[\"no_show\"]|false",
                "cancelled|no_show|\"on\":\"cancelled\"|true",
                "cancelled|no_show|\"after\":\"PT1H\",\"statuses\":[\"no_show\"]|false"
            })
    void whoever_has_a_status_of_his_own_is_told_by_that(String status, String own, String rule, boolean isSaid) {
        var ada = new JsonObject().put("name", "Ada").put("status", own);
        var due = due("{" + rule + ",\"channel\":\"bus\"}", 0, DUE);

        assertThat(judge(DUE, due, booking(status, 3, ada)) instanceof Say).isEqualTo(isSaid);
    }

    /// 30 s, and twice as long each time, up to a quarter more.
    @RepeatedTest(20)
    void what_fails_is_tried_again_after_longer_and_longer_pauses() {
        var judgement = new Judgement(DUE, GRACE);
        for (int attempts = 0; attempts < Judgement.ATTEMPTS_MAX - 1; attempts++) {
            var pause = Duration.ofSeconds(30L << attempts);
            var settled = judgement.after(
                    due(attempts, DUE), booking("confirmed", 3), new IllegalStateException("busy"), new JsonObject());

            assertThat(settled.state()).isEqualTo(State.PLANNED);
            assertThat(settled.wasTried()).isTrue();
            assertThat(Objects.requireNonNull(settled.next()))
                    .isBetween(DUE.plus(pause), DUE.plus(pause).plus(pause.dividedBy(4)));
        }
        var last = judgement.after(
                due(Judgement.ATTEMPTS_MAX - 1, DUE),
                booking("confirmed", 3),
                new IllegalStateException("busy"),
                new JsonObject());
        assertThat(last.state()).isEqualTo(State.FAILED);
        assertThat(last.note()).isEqualTo("busy");
    }

    @Test
    void what_fails_together_is_not_tried_again_together() {
        var judgement = new Judgement(DUE, GRACE);
        var busy = new IllegalStateException("busy");
        assertThat(Stream.generate(() -> judgement.after(due(0, DUE), booking("confirmed", 3), busy, new JsonObject()))
                        .limit(50)
                        .map(Settled::next)
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void what_the_database_kept_from_being_tried_was_not_tried() {
        var settled = new Judgement(DUE, GRACE)
                .after(due(0, DUE), booking("confirmed", 3), Refusal.overloaded("Busy."), new JsonObject());

        assertThat(settled.state()).isEqualTo(State.PLANNED);
        assertThat(settled.wasTried()).isFalse();
        assertThat(settled.next()).isAfter(DUE);
    }

    /// Whatever has it be due then: something that happened, a time that had passed, a service that was away, a retry.
    @ParameterizedTest
    @CsvSource(
            nullValues = "said",
            value = {
                // What is sent a moment after it was due, or would come when it begins, is sent.
                "before:PT14H30M, 21:00, 08:00, 2026-12-07T20:59:59Z, 2026-12-07T21:00:00.5Z, said",
                "before:PT24H,    21:00, 08:00, 2026-12-07T12:00:00Z, 2026-12-07T17:00:00Z,   said",
                "before:PT2H,     21:00, 13:00, 2026-12-07T21:00:00Z, 2026-12-07T21:00:00.5Z, said",
                "before:PT24H,    21:00, 08:00, 2026-12-07T17:00:00Z, 2026-12-07T22:00:00Z,   2026-12-08T08:00:00Z",
                "before:PT24H,    21:00, 08:00, 2026-12-08T02:00:00Z, 2026-12-08T02:00:01Z,   2026-12-08T08:00:00Z",
                "on:confirmed,    21:00, 08:00, 2026-12-06T02:00:00Z, 2026-12-06T02:00:01Z,   2026-12-06T08:00:00Z",
                "on:confirmed,    21:00, 08:00, 2026-12-06T08:00:00Z, 2026-12-06T08:00:01Z,   said",
                // Who is told late that it was cancelled comes for nothing.
                "on:confirmed,    21:00, 13:00, 2026-12-07T22:00:00Z, 2026-12-07T22:00:01Z,   said",
                // This clock is behind that by which it is due.
                "before:PT24H,    21:00, 08:00, 2026-12-07T12:00:00Z, 2026-12-07T11:59:59.5Z, said",
                "before:PT24H,    21:00, 08:00, 2026-12-08T02:00:00Z, 2026-12-08T01:59:59.5Z, 2026-12-08T08:00:00Z",
                "after:PT8H,      21:00, 08:00, 2026-12-08T20:00:00Z, 2026-12-08T22:00:00Z,   2026-12-09T08:00:00Z",
            })
    void in_quiet_hours_nothing_is_said(String when, String from, String to, Instant at, Instant now, Instant later) {
        int colon = when.indexOf(':');
        var rule = new JsonObject()
                .put(when.substring(0, colon), when.substring(colon + 1))
                .put("channel", "bus")
                .put("quietHours", new JsonObject().put("from", from).put("to", to));
        if (when.startsWith("after")) {
            rule.put("statuses", new JsonArray().add("confirmed"));
        }

        var verdict = judge(now, due(rule.encode(), 0, at), booking("confirmed", 3));

        if (later == null) {
            assertThat(verdict).isInstanceOf(Say.class);
        } else {
            var settled = ((End) verdict).settled();
            assertThat(settled.state()).isEqualTo(State.PLANNED);
            assertThat(settled.next()).isEqualTo(later);
            assertThat(settled.wasTried()).isFalse();
        }
    }

    private static Verdict judge(Instant now, Due due, About booking) {
        return new Judgement(now, GRACE).judge(due, new Looked(Map.of(BOOKING, booking), Set.of(), Set.of(), Set.of()));
    }

    private static State end(Verdict verdict) {
        return ((End) verdict).settled().state();
    }

    private static Due due(long attempts, Instant at) {
        return due("{\"before\":\"PT24H\",\"channel\":\"bus\"}", attempts, at);
    }

    private static Due due(String text, long attempts, Instant at) {
        var rule = Fields.readWhole(new JsonObject(text), "", Reminder::read);
        return new Due(new Tenant(1, "north"), UUID.randomUUID(), BOOKING, 3, rule, "attendee:0", DUE, at, attempts, 1);
    }

    private static About booking(String status, long sequence) {
        return booking(status, sequence, new JsonObject().put("name", "Ada"));
    }

    private static About booking(String status, long sequence, JsonObject attendee) {
        return About.read(new JsonObject()
                .put("id", BOOKING.toString())
                .put("version", 1)
                .put("sequence", sequence)
                .put("service", "visit")
                .put("status", status)
                .put("start", START.toString())
                .put("end", START.plus(Duration.ofHours(1)).toString())
                .put("timeZone", "UTC")
                .put("icalUid", BOOKING + "@scheduler")
                .put("attendees", new JsonArray().add(attendee))
                .put("resources", new JsonArray())
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("updatedAt", "2026-01-01T00:00:00Z"));
    }
}
