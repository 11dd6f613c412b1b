package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.function.BooleanSupplier;
import scheduler.booking.ZoneChangeStore.Compared;
import scheduler.booking.ZoneChangeStore.Look;
import scheduler.booking.ZoneChangeStore.Mark;
import scheduler.booking.ZoneChangeStore.Noted;
import scheduler.booking.ZoneChangeStore.Older;
import scheduler.platform.Times;
import scheduler.time.Instants;
import scheduler.time.LocalStart.Ambiguous;
import scheduler.time.LocalStart.Exact;
import scheduler.time.LocalStart.Nonexistent;
import scheduler.time.WallClock;

/// One round of comparing the bookings ahead with the rules of time zones in use, where they were made under older
/// ones. A booking keeps its instant; that its local time lies elsewhere now is an event, and people decide.
///
/// A round can break off anywhere: what has been noted is not taken up again. Nodes with different versions do not
/// undo each other, because only a newer version is ever noted.
final class ZoneChangeRound {

    private final ZoneChangeStore store;
    private final Times times;
    private final String tzdb;
    private final BooleanSupplier stopping;

    ZoneChangeRound(ZoneChangeStore store, Times times, String tzdb, BooleanSupplier stopping) {
        this.store = store;
        this.times = times;
        this.tzdb = tzdb;
        this.stopping = stopping;
    }

    Future<Noted> run() {
        var walk = new Walk(times.now());
        walk.nextTenant(0);
        return walk.end.future();
    }

    /// Steps are taken one by one and not chained: a chain of futures as long as the bookings would be held in memory
    /// and completed at one go.
    private final class Walk {

        private final Promise<Noted> end = Promise.promise();
        private final Instant now;
        private Noted sum = new Noted(0, 0);

        Walk(Instant now) {
            this.now = now;
        }

        void nextTenant(long after) {
            store.tenantAfter(after)
                    .onSuccess(found ->
                            found.ifPresentOrElse(tenant -> look(Mark.after(tenant, now)), () -> end.complete(sum)))
                    .onFailure(end::fail);
        }

        void look(Mark from) {
            if (stopping.getAsBoolean()) {
                end.complete(sum);
                return;
            }
            store.look(from, tzdb)
                    .compose(look -> note(from.tenant(), look).map(look))
                    .onSuccess(look -> {
                        if (look.next() == null) {
                            nextTenant(from.tenant());
                        } else {
                            look(look.next());
                        }
                    })
                    .onFailure(end::fail);
        }

        private Future<Void> note(long tenant, Look look) {
            if (look.older().isEmpty()) {
                return Future.succeededFuture();
            }
            var compared = look.older().stream().map(each -> compare(each, now)).toList();
            return store.note(tenant, tzdb, now, compared)
                    .onSuccess(noted ->
                            sum = new Noted(sum.bookings() + noted.bookings(), sum.changed() + noted.changed()))
                    .mapEmpty();
        }
    }

    /// The clock that the instant shows now is compared, not the local time resolved anew: a booking may have been made
    /// for the second of two times that are called the same.
    private Compared compare(Older older, Instant now) {
        var booking = older.booking();
        if (booking.beginsAtLocalStart()) {
            return new Compared(booking.id(), booking.version(), null);
        }
        var start = booking.time().start();
        var change = new JsonObject()
                .put("from", older.tzdb())
                .put("to", tzdb)
                .put("localStart", Booking.LOCAL.format(booking.localStart()))
                .put("start", Instants.write(start, booking.zone()))
                .put(
                        "startByLocalTime",
                        Instants.write(nearest(booking.localStart(), booking.zone(), start), booking.zone()));
        return new Compared(
                booking.id(), booking.version(), booking.touched(now).toEvent().put("timeZoneChanged", change));
    }

    /// Where the local time lies: of two, the one nearer to the instant that it had; where there is none, the end of
    /// the gap.
    private static Instant nearest(LocalDateTime local, ZoneId zone, Instant before) {
        return switch (WallClock.resolve(local, zone)) {
            case Exact(var instant) -> instant;
            case Ambiguous(var earlier, var later) ->
                Duration.between(earlier, before)
                                        .abs()
                                        .compareTo(
                                                Duration.between(later, before).abs())
                                <= 0
                        ? earlier
                        : later;
            case Nonexistent(var nextValid) -> nextValid;
        };
    }
}
