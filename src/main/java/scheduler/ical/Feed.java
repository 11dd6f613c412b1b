package scheduler.ical;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// What those who subscribe to a feed get. The same contents are always the same text, so that who has it already is
/// told so.
final class Feed {

    private static final String BUSY = "BUSY";
    private static final String BUSY_TENTATIVE = "BUSY-TENTATIVE";

    private Feed() {}

    /// The events of a feed.
    static String events(Subscription subscription, Contents contents) {
        var events = contents.bookings().stream().map(BookingEvent::new).toList();
        var text = begin(subscription);
        BookingEvent.writeZones(text, events);
        if (events.isEmpty() && contents.blocks().isEmpty()) {
            // An object without any component is none (RFC 5545 §3.6).
            ZoneText.write(text, ZoneOffset.UTC, contents.range());
        }
        for (var each : events) {
            if (subscription.details()) {
                each.write(text, contents.labels(), each.status(), null);
            } else {
                each.writeBusy(text);
            }
        }
        contents.blocks().forEach(each -> block(text, each, subscription.details()));
        return text.end("VCALENDAR").written();
    }

    private static IcsText begin(Subscription subscription) {
        var minutes = Calendars.REFRESH.toString();
        return IcsText.calendar()
                .text("NAME", subscription.title())
                .text("X-WR-CALNAME", subscription.title())
                .value("REFRESH-INTERVAL", Map.of("VALUE", "DURATION"), minutes)
                .value("X-PUBLISHED-TTL", minutes);
    }

    private static void block(IcsText text, JsonObject block, boolean details) {
        var time = time(block);
        var createdAt = Instants.readBack(block.getString("createdAt"));
        text.begin("VEVENT")
                .text("UID", block.getString("id") + "@scheduler")
                .instant("DTSTAMP", createdAt)
                .instant("DTSTART", time.start())
                .instant("DTEND", time.end())
                .value("STATUS", BookingEvent.CONFIRMED)
                .value("TRANSP", "OPAQUE")
                .text("SUMMARY", details ? block.getString("reason", "Busy") : "Busy")
                .end("VEVENT");
    }

    /// When somebody is busy, as a VFREEBUSY (RFC 5545 §3.6.4) of the whole range.
    static String freeBusy(Subscription subscription, Contents contents) {
        var busy = new ArrayList<TimeRange>();
        var tentative = new ArrayList<TimeRange>();
        var stamp = contents.range().start();
        for (var booking : contents.bookings()) {
            var event = new BookingEvent(booking);
            switch (event.status()) {
                case BookingEvent.CANCELLED -> {}
                case BookingEvent.TENTATIVE -> tentative.add(event.time());
                default -> busy.add(event.time());
            }
            stamp = later(stamp, event.updatedAt());
        }
        for (var block : contents.blocks()) {
            busy.add(time(block));
            stamp = later(stamp, Instants.readBack(block.getString("createdAt")));
        }
        var text = begin(subscription)
                .begin("VFREEBUSY")
                .text("UID", subscription.id() + "@scheduler")
                .instant("DTSTAMP", stamp)
                .instant("DTSTART", contents.range().start())
                .instant("DTEND", contents.range().end());
        periods(text, BUSY, busy);
        periods(text, BUSY_TENTATIVE, tentative);
        return text.end("VFREEBUSY").end("VCALENDAR").written();
    }

    private static void periods(IcsText text, String type, List<TimeRange> times) {
        for (var each : merged(times)) {
            text.value("FREEBUSY", Map.of("FBTYPE", type), IcsText.utc(each.start()) + "/" + IcsText.utc(each.end()));
        }
    }

    /// The same times in their order, those that touch as one: nobody learns how many there are.
    static List<TimeRange> merged(List<TimeRange> times) {
        var merged = new ArrayList<TimeRange>();
        for (var each :
                times.stream().sorted(Comparator.comparing(TimeRange::start)).toList()) {
            if (merged.isEmpty() || merged.getLast().end().isBefore(each.start())) {
                merged.add(each);
            } else {
                var last = merged.removeLast();
                merged.add(new TimeRange(last.start(), later(last.end(), each.end())));
            }
        }
        return merged;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static TimeRange time(JsonObject json) {
        return new TimeRange(Instants.readBack(json.getString("start")), Instants.readBack(json.getString("end")));
    }
}
