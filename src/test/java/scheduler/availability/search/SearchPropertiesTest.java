package scheduler.availability.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.Day;
import scheduler.availability.FindSlots.Bounds;
import scheduler.availability.FindSlots.Bounds.Moments;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Part;
import scheduler.availability.picture.Spans;
import scheduler.availability.search.LinesText.Asked;
import scheduler.availability.search.SearchSlots.Shape;
import scheduler.availability.slot.RandomPractice;
import scheduler.availability.slot.Roles;
import scheduler.availability.slot.Slot;
import scheduler.message.Pieces;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// A search says the same as the list of slots, whatever its shape. `-Dscheduler.test.seed=…` repeats a run.
class SearchPropertiesTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int ROUNDS = 150;
    private static final Part MINUTE = new Part(0, 60_000_000, 0, 0, false);

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("SearchPropertiesTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void its_slots_are_those_that_are_listed_for_each_resource_and_for_all() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round);

            assertThat(slots(lines(any, Shape.SLOTS, null, List.of()).getFirst()))
                    .as("%s, round %d", SEED, round)
                    .isEqualTo(texts(any.practice.list(any.range).slots()));
            var able = able(any);
            for (var line : able.isEmpty() ? List.<JsonObject>of() : lines(any, Shape.SLOTS, null, able)) {
                var who = line.getString("resource");
                any.practice.pin(null, who);
                var listed = any.practice.list(any.range);
                any.practice.unpinned();

                assertThat(slots(line)).as("%s, round %d, %s", SEED, round, who).isEqualTo(texts(listed.slots()));
                assertThat(line.getString("empty", "")).isEqualTo(listed.empty());
            }
        }
    }

    @Test
    void its_days_have_the_numbers_of_the_slots() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round);
            var whom = round % 3 == 0 ? List.<String>of() : able(any);
            var slots = lines(any, Shape.SLOTS, null, whom);

            var days = lines(any, Shape.DAYS, null, whom);

            for (int i = 0; i < slots.size(); i++) {
                assertThat(counts(days.get(i))).as("%s, round %d", SEED, round).isEqualTo(counted(slots.get(i), any));
            }
        }
    }

    @Test
    void the_first_are_the_earliest_of_all() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round);
            var whom = round % 3 == 0 ? List.<String>of() : able(any);
            var all = new ArrayList<JsonObject>();
            lines(any, Shape.SLOTS, null, whom)
                    .forEach(line ->
                            line.getJsonArray("slots").forEach(slot -> all.add(named(line, (JsonObject) slot))));
            all.sort(Comparator.comparing(slot -> Instants.read(slot.getString("start"))));
            int wanted = 1 + random.nextInt(30);

            var first = read(new FirstText(asked(any, search(any, Shape.SLOTS, null, whom)), wanted));

            assertThat(first.getJsonArray("items"))
                    .as("%s, round %d, %d", SEED, round, wanted)
                    .isEqualTo(new JsonArray(all.subList(0, Math.min(wanted, all.size()))));
        }
    }

    @Test
    void those_who_can_be_had_together_are_those_who_can_be_had_alone() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = new RandomPractice(random, 4, false);
            var whom = any.hours.keySet().stream().sorted().toList();
            int size = 1 + random.nextInt(whom.size());
            var free = new TreeMap<Instant, List<String>>();
            for (var line : lines(any, Shape.SLOTS, null, whom)) {
                line.getJsonArray("slots")
                        .forEach(slot -> free.computeIfAbsent(
                                        Instants.read(((JsonObject) slot).getString("start")), _ -> new ArrayList<>())
                                .add(line.getString("resource")));
            }
            free.values().removeIf(each -> each.size() < size);

            var together = lines(any, Shape.SLOTS, size, whom).getFirst();

            var found = new TreeMap<Instant, List<String>>();
            together.getJsonArray("slots").forEach(each -> {
                var slot = (JsonObject) each;
                found.put(
                        Instants.read(slot.getString("start")),
                        slot.getJsonArray("resources").stream()
                                .map(String.class::cast)
                                .toList());
                assertThat(slot.getInteger("free"))
                        .isEqualTo(slot.getJsonArray("resources").size());
            });
            assertThat(found).as("%s, round %d, %d", SEED, round, size).isEqualTo(free);
        }
    }

    @Test
    void its_free_periods_are_what_a_slow_look_at_everybody_shows() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = new RandomPractice(random, 3, round % 2 == 0);
            var periods =
                    lines(any, Shape.FREE_PERIODS, null, List.of()).getFirst().getJsonArray("freePeriods");

            var found = new TreeSet<Instant>();
            Instant last = null;
            for (var each : periods) {
                var start = Instants.read(((JsonObject) each).getString("start"));
                var end = Instants.read(((JsonObject) each).getString("end"));
                assertThat(last == null || last.isBefore(start)).isTrue();
                found.addAll(minutes(start, end));
                last = end;
            }

            assertThat(found).as("%s, round %d", SEED, round).isEqualTo(freeMinutes(any));
        }
    }

    private static Set<Instant> freeMinutes(RandomPractice any) {
        var picture = any.practice.picture(any.practice.outline(), any.range);
        var outline = picture.outline();
        var free = new TreeSet<Instant>();
        for (var minute : minutes(any.range.start(), any.range.end())) {
            long from = Busy.micros(minute);
            long to = from + MINUTE.length();
            var fits = outline.roles().stream()
                    .map(role -> role.candidates().stream()
                            .mapToInt(each -> each.openings().isOpen(from, to)
                                            && !each.busy().blocks().overlap(from, to)
                                            && !each.freeUnits(from, MINUTE).isEmpty()
                                    ? 1
                                    : 0)
                            .toArray())
                    .toArray(int[][]::new);
            boolean enough = IntStream.range(0, fits.length)
                    .allMatch(r -> IntStream.of(fits[r]).sum()
                            >= outline.roles().get(r).requirement().quantity());
            if (enough && any.practice.isInTime(minute) && Roles.isRoom(outline, fits)) {
                free.add(minute);
            }
        }
        return free;
    }

    private static List<Instant> minutes(Instant from, Instant to) {
        var minutes = new ArrayList<Instant>();
        for (var each = from; each.isBefore(to); each = each.plusSeconds(60)) {
            minutes.add(each);
        }
        return minutes;
    }

    private RandomPractice practice(int round) {
        return new RandomPractice(random, 4, round % 2 == 0);
    }

    /// Those who can give the service, in any order.
    private List<String> able(RandomPractice any) {
        var able = new ArrayList<String>();
        for (var id : any.hours.keySet()) {
            try {
                any.practice.pin(null, id).outline();
                able.add(id);
            } catch (Refusal cannot) {
                assertThat(cannot.problem().code().text()).isEqualTo("unknown_resource");
            }
            any.practice.unpinned();
        }
        Collections.shuffle(able, random);
        return able;
    }

    private static SearchSlots search(RandomPractice any, Shape shape, Integer together, List<String> whom) {
        Bounds bounds = new Moments(any.range.start(), any.range.end());
        return new SearchSlots(
                new Tenant(1, Tenant.DEMO),
                List.of("visit"),
                whom,
                List.of(bounds),
                Optional.empty(),
                null,
                shape,
                null,
                together,
                1_000,
                null);
    }

    private static List<Asked> asked(RandomPractice any, SearchSlots search) {
        var party = Party.of(any.practice.outline(), search.resources());
        var scene = new Scene(search, party, any.practice.known());
        if (!search.isByResource()) {
            return List.of(new Asked(scene, null));
        }
        return search.resources().stream().map(id -> new Asked(scene, id)).toList();
    }

    private static List<JsonObject> lines(RandomPractice any, Shape shape, Integer together, List<String> whom) {
        var search = search(any, shape, together, whom);
        return read(new LinesText(shape, asked(any, search), null)).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject read(Pieces pieces) {
        var text = new StringBuilder();
        Pieces.Piece piece;
        do {
            piece = pieces.next();
            text.append(piece.text());
        } while (!piece.isLast());
        return new JsonObject(text.toString());
    }

    private static JsonObject named(JsonObject line, JsonObject slot) {
        var named = new JsonObject().put("service", line.getString("service"));
        if (line.containsKey("resource")) {
            named.put("resource", line.getString("resource"));
        }
        return named.mergeIn(slot);
    }

    private static List<String> slots(JsonObject line) {
        return line.getJsonArray("slots").stream()
                .map(slot -> text(
                        Instants.read(((JsonObject) slot).getString("start")),
                        Instants.read(((JsonObject) slot).getString("end")),
                        ((JsonObject) slot).getJsonArray("resources").getList(),
                        ((JsonObject) slot).getInteger("free")))
                .toList();
    }

    private static List<String> texts(List<Slot> slots) {
        return slots.stream()
                .map(slot -> text(slot.start(), slot.end(), slot.resources(), slot.free()))
                .toList();
    }

    private static String text(Instant start, Instant end, List<?> resources, int free) {
        return start + " " + end + " " + resources + " " + free;
    }

    private static Map<LocalDate, Integer> counts(JsonObject line) {
        var counts = new TreeMap<LocalDate, Integer>();
        line.getJsonArray("days").forEach(each -> {
            var day = (JsonObject) each;
            assertThat(counts.put(LocalDate.parse(day.getString("date")), day.getInteger("count")))
                    .isNull();
        });
        return counts;
    }

    /// The slots of a line by the date in its zone, and none on the other dates of the range.
    private static Map<LocalDate, Integer> counted(JsonObject line, RandomPractice any) {
        var zone = ZoneId.of(line.getString("timeZone"));
        var counted = new TreeMap<LocalDate, Integer>();
        var spans =
                Spans.of(List.of(new Spans.Span(Busy.ceilMicros(any.range.start()), Busy.ceilMicros(any.range.end()))));
        for (var day : Day.of(spans, zone)) {
            var part = new TimeRange(Busy.instant(day.from()), Busy.instant(day.to()));
            int count = (int) line.getJsonArray("slots").stream()
                    .map(slot -> Instants.read(((JsonObject) slot).getString("start")))
                    .filter(part::contains)
                    .count();
            counted.merge(day.date(), count, Integer::sum);
        }
        assertThat(counted.values().stream().mapToInt(each -> each).sum())
                .isEqualTo(line.getJsonArray("slots").size());
        // A day of 23 hours fits between two others into less than a day.
        assertThat(Duration.between(any.range.start(), any.range.end()).toDays() + 3)
                .isGreaterThanOrEqualTo(counted.size());
        return counted;
    }
}
