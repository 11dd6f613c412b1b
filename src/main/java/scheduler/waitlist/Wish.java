package scheduler.waitlist;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.availability.FindSlots.Bounds;
import scheduler.availability.Start;
import scheduler.booking.Wanted;
import scheduler.message.Fields;
import scheduler.service.Service;
import scheduler.time.DayWindow;
import scheduler.time.Instants;
import scheduler.time.Weekdays;

/// What somebody waits for: a service within some days, on these weekdays and between these times of day, if he has
/// said so. `ttl` is how long he wants an offer to stand. The start of `wanted` means nothing.
public record Wish(
        Wanted wanted,
        String from,
        String to,
        Bounds bounds,
        List<DayOfWeek> days,
        @Nullable DayWindow between,
        int seats,
        Duration ttl) {

    private static final int TEXT_MAX = 40;
    private static final Start NO_START = new Start.At(Instant.EPOCH);

    static Wish read(Fields fields) {
        return read(fields, Fields.plain(TEXT_MAX));
    }

    /// One that is waiting, maybe since a version that took instants in more forms.
    static Wish stored(Fields fields) {
        return read(fields, Instants::stored);
    }

    private static Wish read(Fields fields, Function<String, String> time) {
        var wanted = Wanted.read(fields, NO_START);
        var from = fields.text("from", time);
        var to = fields.text("to", time);
        return new Wish(
                wanted,
                from,
                to,
                Bounds.read(from, to, "/"),
                fields.texts("days", Weekdays.NAMES.size(), Weekdays::read),
                fields.inner("between", Wish::window),
                Math.max(
                        (int) fields.whole("seats", 1, Waitlist.SEATS_MAX, 1),
                        wanted.attendees().size()),
                fields.text("ttl", Service.length(Waitlist.TTL_MIN, Waitlist.TTL_MAX), Waitlist.TTL));
    }

    private static DayWindow window(Fields fields) {
        return DayWindow.parse(fields.text("from", text -> text), fields.text("to", text -> text));
    }

    /// Whether a start is one that would suit, in the zone of the service. A window past midnight belongs to the day on
    /// which it begins.
    boolean suits(Instant start, ZoneId zone) {
        var local = start.atZone(zone).toLocalDateTime();
        int minute = local.getHour() * 60 + local.getMinute();
        if (between == null) {
            return days.isEmpty() || days.contains(local.getDayOfWeek());
        }
        boolean isOfDay = between.fromMinute() <= minute && minute < between.toMinute();
        boolean isOfNight = minute + DayWindow.DAY_MINUTES < between.toMinute();
        return (isOfDay && isOn(local.getDayOfWeek()))
                || (isOfNight && isOn(local.getDayOfWeek().minus(1)));
    }

    private boolean isOn(DayOfWeek day) {
        return days.isEmpty() || days.contains(day);
    }

    JsonObject toJson() {
        var json = wanted.toJson().put("from", from).put("to", to);
        if (!days.isEmpty()) {
            var names = new JsonArray();
            days.forEach(each -> names.add(Weekdays.name(each)));
            json.put("days", names);
        }
        if (between != null) {
            json.put("between", new JsonObject().put("from", between.from()).put("to", between.to()));
        }
        return json.put("seats", seats).put("ttl", ttl.toString());
    }
}
