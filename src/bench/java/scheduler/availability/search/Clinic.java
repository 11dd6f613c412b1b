package scheduler.availability.search;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.FindSlots.Bounds;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Preferences;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Spans;
import scheduler.availability.search.LinesText.Asked;
import scheduler.availability.search.SearchSlots.Shape;
import scheduler.catalog.Schedule;
import scheduler.message.Fields;
import scheduler.message.Pieces;
import scheduler.message.Tenant;
import scheduler.service.Buffers;
import scheduler.service.Service;

/// Doctors whose calendars a search goes through: open for eight hours on weekdays, a third with a break at noon and a
/// fifth with a day of their own that differs, five bookings on each day that is ahead.
final class Clinic {

    static final LocalDate FIRST_DAY = LocalDate.parse("2026-11-25");

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Tenant TENANT = new Tenant(1, "demo");
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final long HALF_HOUR = Duration.ofMinutes(30).toNanos() / 1_000;
    private static final long BETWEEN_BOOKINGS = Duration.ofMinutes(96).toNanos() / 1_000;
    private static final List<String> WEEKS =
            List.of("[\"09:00\",\"17:00\"]", "[\"08:00\",\"16:00\"]", "[\"08:00\",\"12:00\",\"13:00\",\"17:00\"]");

    private final Random random = new Random(20);
    private final Map<Hours, Hours> shared = new HashMap<>();
    private final Map<String, Busy> busy = new HashMap<>();
    private final Outline outline;
    private final int days;

    /// How the calendars are filled.
    enum Filling {
        /// Each booking takes half an hour: two thirds of a day are free.
        MOSTLY_FREE,
        /// All is booked but for half an hour of each day.
        MOSTLY_FULL,
        /// All is booked until the last week, in which all is free: the search has to look through everything.
        FULL_AT_FIRST
    }

    Clinic(int doctors, int days, Filling filling) {
        this.days = days;
        var service = Service.read(
                "visit", Fields.of(new JsonObject().put("duration", "PT30M").put("horizon", "P3650D")));
        var candidates = IntStream.range(0, doctors)
                .mapToObj(i -> doctor(i, filling))
                .toList();
        var role = new Role(
                Outline.ANY_RESOURCE,
                Outline.part(service, service.duration(), Outline.ANY_RESOURCE),
                candidates,
                List.of());
        this.outline = new Outline(TENANT, 1, 1, service, service.duration(), List.of(role), BERLIN);
    }

    private Candidate doctor(int i, Filling filling) {
        var id = "doctor-%04d".formatted(i);
        var hours = shared.computeIfAbsent(new Hours(Schedule.read(Fields.of(schedule(i)), BERLIN).hours()), h -> h);
        busy.put(id, busy(i, hours, filling));
        return new Candidate(i, id, 1, 1, BERLIN, List.of(), Buffers.STACK, false, Optional.of(hours), Openings.NEVER, Busy.NONE);
    }

    private JsonObject schedule(int i) {
        var edges = new JsonArray(WEEKS.get(i % WEEKS.size()));
        var weekly = new JsonArray();
        for (int e = 0; e < edges.size(); e += 2) {
            weekly.add(new JsonObject()
                    .put("days", new JsonArray("[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"]"))
                    .put("from", edges.getString(e))
                    .put("to", edges.getString(e + 1)));
        }
        var schedule = new JsonObject().put("weekly", weekly);
        if (i % 5 == 0) {
            var window = new JsonObject().put("from", "10:%02d".formatted(i % 60)).put("to", "18:%02d".formatted(i % 60));
            schedule.put(
                    "overrides",
                    new JsonArray()
                            .add(new JsonObject()
                                    .put("date", FIRST_DAY.plusDays(i % days).toString())
                                    .put("windows", new JsonArray().add(window))));
        }
        return schedule;
    }

    private Busy busy(int doctor, Hours hours, Filling filling) {
        boolean isFull = filling == Filling.FULL_AT_FIRST;
        long end = micros(FIRST_DAY.plusDays(isFull ? days - 7 : days));
        var open = hours.around(micros(FIRST_DAY), micros(FIRST_DAY.plusDays(days))).open();
        var claims = new ArrayList<Claim>();
        for (int i = open.firstEndingAfter(micros(FIRST_DAY)); i < open.size() && open.from(i) < end; i++) {
            long length = open.to(i) - open.from(i);
            int bookings = (int) (length / BETWEEN_BOOKINGS);
            long gap = isFull ? 0 : HALF_HOUR;
            long each = (length - gap) / bookings;
            int gapBefore = random.nextInt(bookings + 1);
            for (int b = 0; b < bookings; b++) {
                long from = open.from(i) + b * each + (b >= gapBefore ? gap : 0);
                long to = from + (filling == Filling.MOSTLY_FREE ? HALF_HOUR : each);
                claims.add(new Claim(0, from, to, new UUID(doctor, claims.size()), 1));
            }
        }
        return new Busy(Spans.NONE, new Claims(claims));
    }

    private static long micros(LocalDate date) {
        return Busy.micros(date.atStartOfDay(BERLIN).toInstant());
    }

    /// All that is computed for a search: by anybody or by each doctor, and the first or what there is on each day.
    String search(boolean byDoctor, @Nullable Integer first) {
        var doctors = byDoctor ? outline.roles().getFirst().ids() : List.<String>of();
        Bounds bounds = new Bounds.Days(FIRST_DAY, FIRST_DAY.plusDays(days - 1));
        var search = new SearchSlots(
                TENANT,
                List.of("visit"),
                doctors,
                List.of(bounds),
                Optional.empty(),
                null,
                first == null ? Shape.DAYS : Shape.SLOTS,
                first,
                null,
                1_000,
                null);
        var scene = new Scene(search, Party.of(outline, doctors), new Known(busy, Sessions.NONE, Limits.NONE, Preferences.NONE, NOW));
        var asked = byDoctor
                ? doctors.stream().map(each -> new Asked(scene, each)).toList()
                : List.of(new Asked(scene, null));
        return text(first == null ? new LinesText(Shape.DAYS, asked, null) : new FirstText(asked, first));
    }

    private static String text(Pieces pieces) {
        var text = new StringBuilder();
        for (var piece = pieces.next(); ; piece = pieces.next()) {
            text.append(piece.text());
            if (piece.isLast()) {
                return text.toString();
            }
        }
    }
}
