package scheduler.availability.slot;

import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Preferences;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Spans;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.SlotText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Outline.Role;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.service.Buffers;
import scheduler.service.Service;
import scheduler.time.TimeRange;

/// The slot function on one resource: a week of half hours from 9 to 17, fifty of them booked.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SlotBench {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Instant now = Instant.parse("2026-11-24T08:00:00Z");
    private final TimeRange week =
            new TimeRange(Instant.parse("2026-11-29T23:00:00Z"), Instant.parse("2026-12-06T23:00:00Z"));

    private Outline outline;
    private Known known;
    private Picture picture;
    private Instant taken;

    @Setup
    public void setUp() {
        var hours = Optional.of(new Hours(BenchPractice.nineToFive(BERLIN)));
        var service = Service.read("visit", Fields.of(BenchPractice.visit()));
        var candidate = new Candidate(1, "lee", 1, 1, BERLIN, List.of(), Buffers.STACK, false, hours, Openings.NEVER, Busy.NONE);
        var role = new Role(
                Outline.ANY_RESOURCE,
                Outline.part(service, service.duration(), Outline.ANY_RESOURCE),
                List.of(candidate),
                List.of());
        outline = new Outline(new Tenant(1, "demo"), 1, 1, service, service.duration(), List.of(role), BERLIN);
        var claims = new ArrayList<Claim>();
        for (int i = 0; i < 50; i++) {
            var start = week.start().plus(9, ChronoUnit.HOURS).plus(i / 8, ChronoUnit.DAYS).plusSeconds(1800L * (i % 8 * 2));
            claims.add(new Claim(0, Busy.micros(start), Busy.micros(start) + 1_800_000_000L, new UUID(7, i), 1));
            taken = start;
        }
        var busy = Map.of("lee", new Busy(Spans.NONE, new Claims(claims)));
        known = new Known(busy, Sessions.NONE, Limits.NONE, Preferences.NONE, now);
        picture = Picture.of(outline, week, known, null);
        if (SlotFunction.list(picture, week, Integer.MAX_VALUE).slots().size() != 7 * 16 - 50) {
            throw new IllegalStateException("the week is not as it should be");
        }
    }

    @Benchmark
    public Object list() {
        return SlotFunction.list(picture, week, Integer.MAX_VALUE);
    }

    @Benchmark
    public Object picture_and_list() {
        return SlotFunction.list(Picture.of(outline, week, known, null), week, Integer.MAX_VALUE);
    }

    @Benchmark
    public Object picture_list_and_text() {
        var listed =
                SlotFunction.list(Picture.of(outline, week, known, null), week, Integer.MAX_VALUE);
        return SlotText.answer(outline, BERLIN, week.start(), week.end(), listed.slots(), listed.empty());
    }

    @Benchmark
    public Object refuse() {
        return SlotFunction.admit(Picture.of(outline, week, known, null), taken, 1);
    }
}
