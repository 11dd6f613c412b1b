package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.memory.Watches.Topic;
import scheduler.availability.memory.Watches.Watch;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.SlotFunction.Listed;
import scheduler.availability.slot.SlotText;
import scheduler.message.Feed;
import scheduler.message.Refusal;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// The slots of a service and what becomes of them. Whatever happens, it lists them again and tells the difference: a
/// delta that was reasoned out of an event could be another than the list says.
///
/// Of a slot that was told it keeps the start and a fingerprint, 16 bytes, because there may be thousands of listeners.
final class SlotFeed implements Feed {

    static final int SLOTS_MAX = 5_000;

    /// What one look at the slots may cost: others on the event loop wait for it, and it is repeated.
    static final int JUDGEMENTS_MAX = 200_000;

    private final Pictures pictures;
    private final Times times;
    private final FindSlots find;

    private @Nullable Watch watch;
    private Set<Topic> topics = Set.of();
    private boolean isClosed;

    private long frames;
    private long[] starts = new long[0];
    private long[] prints = new long[0];

    // When the notice takes the first slot away, and when the horizon lets the next start in.
    private @Nullable Outline outline;
    private long firstStart = Long.MAX_VALUE;
    private long nextStart = Long.MAX_VALUE;

    SlotFeed(Pictures pictures, FindSlots find) {
        this.pictures = pictures;
        this.times = pictures.times();
        this.find = find;
    }

    @Override
    public void listen(Runnable news) {
        watch = pictures.watches().open(news);
    }

    @Override
    public Future<Buffer> next(boolean whole) {
        if (topics.isEmpty()) {
            about(Set.of(service(), pools()));
        }
        return look(whole);
    }

    private Future<Buffer> look(boolean whole) {
        return AvailabilityDesk.outline(pictures, find).compose(found -> {
            var wanted = new HashSet<Topic>(Set.of(service(), pools()));
            found.roles()
                    .forEach(role -> role.ids()
                            .forEach(id -> wanted.add(
                                    new Topic.OfResource(find.tenant().no(), id))));
            if (!found.service().limits().isEmpty()) {
                wanted.add(new Topic.BookingsOf(find.tenant().no(), find.service()));
            }
            if (!topics.equals(wanted)) {
                // What happened to them before nobody has told, so it begins anew.
                about(wanted);
                return look(whole);
            }
            return list(found, whole);
        });
    }

    private Topic service() {
        return new Topic.OfService(find.tenant().no(), find.service());
    }

    private Topic pools() {
        return new Topic.Pools(find.tenant().no());
    }

    private void about(Set<Topic> wanted) {
        topics = wanted;
        if (watch != null && !isClosed) {
            watch.about(wanted);
        }
    }

    private Future<Buffer> list(Outline found, boolean whole) {
        var zone = find.timeZone().orElseGet(() -> AvailabilityDesk.zone(found, find.resource()));
        var range = find.bounds().in(zone);
        if (range.isEmpty()) {
            return Future.succeededFuture(
                    whole
                            ? told("snapshot", SlotText.answer(found, zone, null, null, List.of(), "closed"))
                            : Buffer.buffer());
        }
        AvailabilityDesk.refuseTooMuch(found, range.get(), JUDGEMENTS_MAX);
        return pictures.picture(found, range.get(), null).map(picture -> {
            var listed = SlotFunction.list(picture, range.get(), SLOTS_MAX + 1);
            if (listed.slots().size() > SLOTS_MAX) {
                throw Refusal.invalid(
                        "?to", "There are more than " + SLOTS_MAX + " slots: ask for a shorter range to follow.");
            }
            return frame(picture, zone, range.get(), listed, whole);
        });
    }

    private Buffer frame(Picture picture, ZoneId zone, TimeRange range, Listed listed, boolean whole) {
        var before = starts;
        var printsBefore = prints;
        starts = listed.slots().stream()
                .mapToLong(each -> Busy.micros(each.start()))
                .toArray();
        prints = listed.slots().stream().mapToLong(SlotFeed::print).toArray();
        lookAhead(picture, range);
        if (whole) {
            return told(
                    "snapshot",
                    SlotText.answer(
                            picture.outline(), zone, range.start(), range.end(), listed.slots(), listed.empty()));
        }
        return delta(before, printsBefore, listed.slots(), zone);
    }

    private Buffer told(String event, String text) {
        return new Frame(Long.toString(++frames), event, text).toBuffer();
    }

    /// Both are in order of time, so one walk along them finds the difference.
    private Buffer delta(long[] before, long[] prints, List<Slot> slots, ZoneId zone) {
        var added = new ArrayList<Slot>();
        var changed = new ArrayList<Slot>();
        var removed = new ArrayList<Instant>();
        int i = 0;
        for (var slot : slots) {
            long start = Busy.micros(slot.start());
            for (; i < before.length && before[i] < start; i++) {
                removed.add(Busy.instant(before[i]));
            }
            if (i == before.length || before[i] > start) {
                added.add(slot);
            } else if (prints[i++] != print(slot)) {
                changed.add(slot);
            }
        }
        Arrays.stream(before, i, before.length).forEach(each -> removed.add(Busy.instant(each)));
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty()
                ? Buffer.buffer()
                : told("delta", SlotText.delta(zone, added, removed, changed));
    }

    private static long print(Slot slot) {
        long print = Busy.micros(slot.end()) * 31 + slot.free();
        for (var each : slot.resources()) {
            print = print * 0x9E3779B97F4A7C15L + each.hashCode();
        }
        return print;
    }

    private void lookAhead(Picture picture, TimeRange range) {
        outline = picture.outline();
        firstStart = starts.length == 0 ? Long.MAX_VALUE : starts[0];
        long tooLate = Busy.ceilMicros(outline.tooLate(picture.now()));
        long end = Busy.ceilMicros(range.end());
        var beyond = tooLate >= end
                ? new long[0]
                : SlotFunction.grid(outline, Math.max(tooLate, Busy.ceilMicros(range.start())), end);
        nextStart = beyond.length == 0 ? Long.MAX_VALUE : beyond[0];
    }

    @Override
    public boolean isOutdated() {
        if (outline == null || (firstStart == Long.MAX_VALUE && nextStart == Long.MAX_VALUE)) {
            return false;
        }
        var now = times.now(find.tenant());
        return firstStart < Busy.ceilMicros(outline.earliest(now)) || nextStart < Busy.ceilMicros(outline.tooLate(now));
    }

    @Override
    public void close() {
        isClosed = true;
        if (watch != null) {
            watch.close();
        }
    }
}
