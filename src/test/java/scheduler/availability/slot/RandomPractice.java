package scheduler.availability.slot;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import scheduler.availability.picture.Busy;
import scheduler.availability.slot.PaperPractice.Taken;
import scheduler.service.Buffers;
import scheduler.service.Strategy;
import scheduler.time.OpeningHours;
import scheduler.time.RandomHours;
import scheduler.time.TimeRange;

/// A practice that nobody would think of, around a range in which some zone changes its clocks.
public final class RandomPractice {

    private static final List<String> IDS = List.of("ada", "bo", "cy", "di");
    private static final List<Strategy> STRATEGIES = List.of(Strategy.values());
    private static final List<String> LENGTHS = List.of("PT15M", "PT20M", "PT30M", "PT45M", "PT60M", "PT90M", "PT5H");
    private static final List<String> BUFFERS = List.of("PT0S", "PT0S", "PT10M", "PT45M", "PT7H");

    private final Random random;
    private final RandomHours randomHours;
    private final ZoneId zone;

    public final Map<String, OpeningHours> hours = new HashMap<>();
    final Map<String, Integer> capacities = new HashMap<>();
    public final TimeRange range;
    public final PaperPractice practice;

    /// Of a range of up to `days`, with services that need one or, `roles` being true, several resources.
    public RandomPractice(Random random, int days, boolean roles) {
        this.random = random;
        this.randomHours = new RandomHours(random);
        this.zone = randomHours.zone();
        this.range = randomHours.range(zone, days);
        this.practice = new PaperPractice(zone.getId());
        staff();
        service();
        if (roles) {
            roles();
        }
        for (int i = random.nextInt(4 * days); i > 0; i--) {
            practice.take(someone(), some());
        }
    }

    String someone() {
        return List.copyOf(hours.keySet()).get(random.nextInt(hours.size()));
    }

    /// A claim or, now and then, a block somewhere about the range. Claims were made under either rule for buffers,
    /// because a resource may have changed its own meanwhile.
    Taken some() {
        var begin = instant();
        long from = Busy.micros(begin);
        long to = Busy.micros(begin.plus(Duration.ofMinutes(5L * (1 + random.nextInt(60)))));
        return random.nextInt(5) == 0
                ? new Taken(Taken.ALL_UNITS, from, to)
                : new Taken(random.nextInt(2), from, to, micros(one(BUFFERS)), micros(one(BUFFERS)), rule());
    }

    private static long micros(String duration) {
        return Duration.parse(duration).toNanos() / 1_000;
    }

    private Buffers rule() {
        return random.nextBoolean() ? Buffers.MAX : Buffers.STACK;
    }

    /// An instant within the range, its ends left out.
    Instant middle() {
        return range.start()
                .plus(Duration.ofMinutes(1 + random.nextInt((int) range.length().toMinutes())));
    }

    private Instant instant() {
        return range.start()
                .minus(Duration.ofHours(12))
                .plus(Duration.ofMinutes(random.nextInt((int) range.length().toMinutes() + 1440)));
    }

    private void staff() {
        for (var id : IDS.subList(0, 1 + random.nextInt(IDS.size()))) {
            hours.put(id, randomHours.hours(random.nextBoolean() ? zone : randomHours.zone(), range));
            capacities.put(id, 1 + random.nextInt(2));
            practice.with(id, hours.get(id)).capacity(id, capacities.get(id)).buffers(id, rule());
        }
    }

    private void service() {
        practice.now(range.start()
                        .minus(Duration.ofMinutes(random.nextInt(2880)))
                        .toString())
                .service(one(LENGTHS), one(LENGTHS))
                .buffer(one(BUFFERS), one(BUFFERS))
                .notice(one(List.of("PT0S", "PT0S", "PT20H", "P1D")))
                .horizon(one(List.of("P3650D", "P3650D", "P1D", "PT40H")));
        if (random.nextInt(3) == 0) {
            practice.buffersInside();
        }
    }

    private void roles() {
        for (var id : hours.keySet()) {
            practice.pool(random.nextBoolean() ? "hosts" : "rooms", id);
            if (random.nextBoolean()) {
                practice.pool("others", id);
            }
        }
        practice.needs("host", 1 + random.nextInt(2), "hosts", strategy());
        if (random.nextBoolean()) {
            practice.needs("other", 1, one(List.of("hosts", "rooms", "others")), strategy());
            if (random.nextInt(3) == 0) {
                practice.later("PT5M", "PT10M");
            }
        }
    }

    /// Has the client insist on one or two, in a role or in any.
    void insist() {
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            practice.pin(random.nextInt(3) == 0 ? one(List.of("host", "other")) : null, someone());
        }
    }

    private Strategy strategy() {
        return STRATEGIES.get(random.nextInt(STRATEGIES.size()));
    }

    private String one(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
