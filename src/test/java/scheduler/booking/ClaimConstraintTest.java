package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Part;
import scheduler.service.Buffers;
import scheduler.testing.Postgres;
import scheduler.time.TimeRange;

/// The constraints on claims keep between two bookings what their buffers say, whatever they are.
/// `-Dscheduler.test.seed=…` repeats a run.
class ClaimConstraintTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int ROUNDS = 3_000;
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static final String CLAIM = """
            insert into claim (tenant, resource, unit, during, lead, booking)
            values (1, 1, 0, tstzrange(?::timestamptz, ?::timestamptz),
              case when ? is not null then tstzrange(?::timestamptz, ?::timestamptz) end, gen_random_uuid())
            on conflict do nothing
            """;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("ClaimConstraintTest: -Dscheduler.test.seed=" + SEED);
    }

    /// A booking of some minutes, the buffers around it, and whether it shares them.
    private record Meeting(int start, int end, int before, int after, Buffers buffers) {

        boolean isFarEnoughFrom(Meeting earlier) {
            boolean share = buffers == Buffers.MAX && earlier.buffers == Buffers.MAX;
            return start - earlier.end >= (share ? Math.max(earlier.after, before) : earlier.after + before);
        }
    }

    @Test
    void neighbours_are_as_far_from_each_other_as_their_buffers_say() throws SQLException {
        try (var connection = postgres.jdbc()) {
            connection.setAutoCommit(false);
            for (int round = 0; round < ROUNDS; round++) {
                var one = meeting();
                var other = meeting();

                boolean isPlaced = place(connection, one, true);
                boolean isNext = place(connection, other, true);

                assertThat(isPlaced).isTrue();
                assertThat(isNext)
                        .as("%s, round %d: %s %s", SEED, round, one, other)
                        .isEqualTo(one.isFarEnoughFrom(other) || other.isFarEnoughFrom(one));
                connection.rollback();
            }
        }
    }

    @Test
    void without_leads_neighbours_keep_the_buffers_of_both() throws SQLException {
        try (var connection = postgres.jdbc()) {
            connection.setAutoCommit(false);
            for (int round = 0; round < ROUNDS / 10; round++) {
                var one = stacking(meeting());
                var other = stacking(meeting());

                place(connection, one, false);
                boolean isNext = place(connection, other, false);

                assertThat(isNext)
                        .as("%s, round %d: %s %s", SEED, round, one, other)
                        .isEqualTo(one.isFarEnoughFrom(other) || other.isFarEnoughFrom(one));
                connection.rollback();
            }
        }
    }

    private Meeting meeting() {
        int start = random.nextInt(60);
        return new Meeting(
                start,
                start + 1 + random.nextInt(20),
                random.nextInt(20),
                random.nextInt(20),
                random.nextInt(3) == 0 ? Buffers.STACK : Buffers.MAX);
    }

    private static Meeting stacking(Meeting meeting) {
        return new Meeting(meeting.start, meeting.end, meeting.before, meeting.after, Buffers.STACK);
    }

    private static boolean place(Connection connection, Meeting meeting, boolean keepsLead) throws SQLException {
        var candidate = new Candidate(
                1,
                "lee",
                1,
                1,
                ZoneId.of("UTC"),
                List.of(),
                meeting.buffers,
                keepsLead,
                Optional.empty(),
                Openings.NEVER,
                Busy.NONE);
        long start = Busy.micros(NOON.plus(Duration.ofMinutes(meeting.start)));
        var part =
                new Part(0, micros(meeting.end - meeting.start), micros(meeting.before), micros(meeting.after), false);
        var during = candidate.during(start, part);
        var lead = candidate.lead(start, part);
        try (var statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, during.start().toString());
            statement.setString(2, during.end().toString());
            statement.setString(3, text(lead, true));
            statement.setString(4, text(lead, true));
            statement.setString(5, text(lead, false));
            return statement.executeUpdate() == 1;
        }
    }

    private static @Nullable String text(@Nullable TimeRange range, boolean start) {
        return range == null ? null : (start ? range.start() : range.end()).toString();
    }

    private static long micros(int minutes) {
        return Duration.ofMinutes(minutes).toNanos() / 1_000;
    }
}
