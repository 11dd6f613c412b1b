package scheduler.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// Writes many instants of one zone as `Instants.write` does, which is quick as long as they are near each other: the
/// offset and the date are looked up only when they change.
public final class Stamps {

    private static final int DAY_SECONDS = 86_400;
    private static final int MINUTE_SECONDS = 60;

    private final ZoneId zone;
    private final ZoneRules rules;

    private long offsetSince = Long.MAX_VALUE;
    private long offsetUntil = Long.MIN_VALUE;
    private int offset;
    private String written = "";
    private long day = Long.MIN_VALUE;
    private String date = "";

    public Stamps(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    public void write(Instant instant, StringBuilder out) {
        if (instant.getNano() != 0) {
            out.append(Instants.write(instant, zone));
            return;
        }
        long second = instant.getEpochSecond();
        if (second < offsetSince || second >= offsetUntil) {
            lookUp(instant);
        }
        long local = second + offset;
        if (Math.floorDiv(local, DAY_SECONDS) != day) {
            day = Math.floorDiv(local, DAY_SECONDS);
            date = LocalDate.ofEpochDay(day).toString();
        }
        int time = Math.floorMod(local, DAY_SECONDS);
        out.append(date).append('T');
        two(time / 3600, out);
        out.append(':');
        two(time / 60 % 60, out);
        out.append(':');
        two(time % 60, out);
        out.append(written);
    }

    private void lookUp(Instant instant) {
        ZoneOffset found = written(rules.getOffset(instant));
        offset = found.getTotalSeconds();
        written = found.getId();
        ZoneOffsetTransition next = rules.nextTransition(instant);
        ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
        offsetUntil = next == null ? Long.MAX_VALUE : next.toEpochSecond();
        offsetSince = before == null ? Long.MIN_VALUE : before.toEpochSecond();
    }

    private static ZoneOffset written(ZoneOffset offset) {
        return offset.getTotalSeconds() % MINUTE_SECONDS == 0 ? offset : ZoneOffset.UTC;
    }

    private static void two(int number, StringBuilder out) {
        out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
