package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import scheduler.booking.LocalTimeKeeper.Kept;
import scheduler.booking.ZoneChangeStore.Compared;
import scheduler.booking.ZoneChangeStore.Look;
import scheduler.booking.ZoneChangeStore.Mark;
import scheduler.booking.ZoneChangeStore.Noted;
import scheduler.booking.ZoneChangeStore.Older;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.time.Instants;
import scheduler.time.LocalStart.Ambiguous;
import scheduler.time.LocalStart.Exact;
import scheduler.time.LocalStart.Nonexistent;
import scheduler.time.WallClock;

/// One round of comparing the bookings ahead with the rules of time zones in use, where they were made under older
/// ones. A booking keeps its instant, and that its local time lies elsewhere now is an event, so that people decide; or
/// it is moved onto its local time, where its service says so.
///
/// Those that are moved stand in each other's way, as all of a day have to go in one direction. So whoever cannot be
/// moved yet is left for another walk, as long as walks move somebody; who is left in the end keeps the instant.
///
/// A round can break off anywhere: what has been noted is not taken up again. Nodes with different versions do not
/// undo each other, because only a newer version is ever noted.
final class ZoneChangeRound {

    private final ZoneChangeStore store;
    private final LocalTimeKeeper keeper;
    private final Times times;
    private final String tzdb;
    private final BooleanSupplier stopping;

    ZoneChangeRound(ZoneChangeStore store, LocalTimeKeeper keeper, Times times, String tzdb, BooleanSupplier stopping) {
        this.store = store;
        this.keeper = keeper;
        this.times = times;
        this.tzdb = tzdb;
        this.stopping = stopping;
    }

    Future<Noted> run() {
        return walk(false, Noted.NOTHING);
    }

    private Future<Noted> walk(boolean isLast, Noted before) {
        var walk = new Walk(isLast);
        walk.nextTenant(0);
        return walk.end
                .future()
                .compose(noted -> walk.blocked > 0 && !isLast && !stopping.getAsBoolean()
                        ? walk(walk.moved == 0, before.and(noted))
                        : Future.succeededFuture(before.and(noted)));
    }

    /// Steps are taken one by one and not chained: a chain of futures as long as the bookings would be held in memory
    /// and completed at one go.
    private final class Walk {

        private final Promise<Noted> end = Promise.promise();
        private final boolean isLast;
        private Noted sum = Noted.NOTHING;
        private int moved;
        private int blocked;

        Walk(boolean isLast) {
            this.isLast = isLast;
        }

        void nextTenant(long after) {
            store.tenantAfter(after)
                    .onSuccess(found -> found.ifPresentOrElse(
                            tenant -> look(Mark.after(tenant, times.now(tenant))), () -> end.complete(sum)))
                    .onFailure(end::fail);
        }

        void look(Mark from) {
            if (stopping.getAsBoolean()) {
                end.complete(sum);
                return;
            }
            store.look(from, tzdb)
                    .compose(look -> compare(from.tenant(), look).map(look))
                    .onSuccess(look -> {
                        if (look.next() == null) {
                            nextTenant(from.tenant().no());
                        } else {
                            look(look.next());
                        }
                    })
                    .onFailure(end::fail);
        }

        private Future<Void> compare(Tenant tenant, Look look) {
            var now = times.now(tenant);
            var compared = new ArrayList<Compared>();
            var changed = new ArrayList<Change>();
            for (var older : look.older()) {
                var booking = older.booking();
                if (booking.beginsAtLocalStart()) {
                    compared.add(new Compared(booking.id(), booking.version(), null));
                } else {
                    changed.add(Change.of(older));
                }
            }
            return Rounds.inWaves(inOrder(changed), 1, change -> keep(tenant, now, change, compared))
                    .compose(_ -> note(tenant, now, compared));
        }

        private Future<Void> keep(Tenant tenant, Instant now, Change change, List<Compared> compared) {
            return keeper.keep(tenant, change.booking, change.startByLocalTime, change.toJson(tzdb))
                    .map(kept -> {
                        switch (kept) {
                            case Kept.Moved() -> {
                                moved++;
                                sum = sum.and(new Noted(1, 1));
                            }
                            case Kept.Blocked(var why)
                            when isLast ->
                                compared.add(
                                        told(now, change, change.toJson(tzdb).put("kept", why)));
                            case Kept.Blocked _ -> blocked++;
                            case Kept.Elsewhere() -> {}
                            case Kept.InPlace() -> compared.add(told(now, change, change.toJson(tzdb)));
                        }
                        return null;
                    });
        }

        private Compared told(Instant now, Change change, JsonObject said) {
            var booking = change.booking;
            return new Compared(
                    booking.id(),
                    booking.version(),
                    booking.touched(now).toEvent().put("timeZoneChanged", said));
        }

        private Future<Void> note(Tenant tenant, Instant now, List<Compared> compared) {
            if (compared.isEmpty()) {
                return Future.succeededFuture();
            }
            return store.note(tenant.no(), tzdb, now, compared)
                    .onSuccess(noted -> sum = sum.and(noted))
                    .mapEmpty();
        }
    }

    /// Who goes to a later time makes room for those before him, so the last of them goes first.
    private static List<Change> inOrder(List<Change> changes) {
        var byStart = Comparator.<Change, Instant>comparing(
                each -> each.booking.time().start());
        var ordered = new ArrayList<Change>();
        changes.stream().filter(Change::isLater).sorted(byStart.reversed()).forEach(ordered::add);
        changes.stream().filter(each -> !each.isLater()).sorted(byStart).forEach(ordered::add);
        return ordered;
    }

    /// A booking whose local time lies elsewhere now. The clock that its instant shows was compared, not the local time
    /// resolved anew: a booking may have been made for the second of two times that are called the same.
    private record Change(Booking booking, String from, Instant startByLocalTime) {

        static Change of(Older older) {
            var booking = older.booking();
            var start = booking.time().start();
            return new Change(booking, older.tzdb(), nearest(booking.localStart(), booking.zone(), start));
        }

        boolean isLater() {
            return startByLocalTime.isAfter(booking.time().start());
        }

        JsonObject toJson(String tzdb) {
            return new JsonObject()
                    .put("from", from)
                    .put("to", tzdb)
                    .put("localStart", Booking.LOCAL.format(booking.localStart()))
                    .put("start", Instants.write(booking.time().start(), booking.zone()))
                    .put("startByLocalTime", Instants.write(startByLocalTime, booking.zone()));
        }
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
