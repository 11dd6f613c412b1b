package scheduler.availability.picture;

import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.time.TimeRange;

/// All that the slot function looks at: a service, who can give it, and their opening hours, blocks, claims and
/// sessions around `range`. Starts within the range can be judged by it. `preferences` say nothing of what can be had.
public record Picture(
        Outline outline, TimeRange range, Instant now, Limits limits, Sessions sessions, Preferences preferences) {

    /// An outline with what is known of its candidates, as if a booking that is being moved had left its time.
    public static Picture of(Outline outline, TimeRange range, Known known, @Nullable Leaving leaving) {
        return of(outline, range, known, leaving, new IdentityHashMap<>());
    }

    /// The same where some of the opening hours are resolved already.
    public static Picture of(
            Outline outline,
            TimeRange range,
            Known known,
            @Nullable Leaving leaving,
            IdentityHashMap<Hours, Openings> openings) {
        long from = since(outline, range);
        long to = until(outline, range);
        var freed = leaving == null ? null : leaving.freed(known.sessions());
        var candidates = new HashMap<String, Candidate>();
        var roles = outline.roles().stream()
                .map(role -> role.with(role.candidates().stream()
                        .map(each -> candidates.computeIfAbsent(
                                each.id(),
                                id -> each.knowing(
                                        open(each, from, to, openings),
                                        taken(known.busy().get(id), freed))))
                        .toList()))
                .toList();
        return new Picture(
                outline.knowing(roles),
                range,
                known.now(),
                leaving == null ? known.limits() : known.limits().without(leaving.booking()),
                known.sessions().without(leaving),
                leaving == null ? known.preferences() : known.preferences().without(leaving.booking()));
    }

    /// The beginning of what has to be known of opening hours, in microseconds.
    public static long since(Outline outline, TimeRange range) {
        var buffer = outline.service().buffer();
        return Busy.micros(buffer.insideHours() ? range.start().minus(buffer.before()) : range.start());
    }

    /// The end of it: the last slot of the range ends later than the range.
    public static long until(Outline outline, TimeRange range) {
        var buffer = outline.service().buffer();
        var length = buffer.insideHours() ? outline.duration().plus(buffer.after()) : outline.duration();
        return Busy.ceilMicros(range.end()) + length.toNanos() / 1_000;
    }

    private static Openings open(Candidate candidate, long from, long to, Map<Hours, Openings> openings) {
        return candidate
                .hours()
                .map(hours -> openings.computeIfAbsent(hours, each -> each.around(from, to)))
                .orElse(Openings.NEVER);
    }

    private static Busy taken(@Nullable Busy busy, @Nullable UUID freed) {
        if (busy == null) {
            return Busy.NONE;
        }
        return freed == null ? busy : new Busy(busy.blocks(), busy.claims().without(freed));
    }

    /// The same picture, judged by the notice and the horizon of another moment.
    public Picture asOf(Instant moment) {
        return new Picture(outline, range, moment, limits, sessions, preferences);
    }

    /// The same picture, in which only these resources may fill their roles; empty when one of them no longer can.
    public Optional<Picture> keeping(List<Pin> pins) {
        return Pins.tried(outline, pins)
                .map(narrowed -> new Picture(narrowed, range, now, limits, sessions, preferences));
    }
}
