package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import scheduler.booking.ChangeDesk.LocalTime;
import scheduler.message.Code;
import scheduler.message.Outcome.Refused;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Expected;
import scheduler.platform.Times;

/// Moves bookings whose service has them keep the local time onto the instant at which it lies now.
final class LocalTimeKeeper {

    private final ChangeDesk changes;
    private final Set<Long> followed;
    private final Times times;

    /// `followed` are the tenants of whom this node knows what is taken; those of others are left to other nodes.
    LocalTimeKeeper(ChangeDesk changes, Set<Long> followed, Times times) {
        this.changes = changes;
        this.followed = Set.copyOf(followed);
        this.times = times;
    }

    /// What has become of a booking.
    sealed interface Kept {

        /// It is to keep its instant.
        record InPlace() implements Kept {}

        /// It has been moved.
        record Moved() implements Kept {}

        /// It cannot be moved, and why: a code and a sentence.
        record Blocked(JsonObject why) implements Kept {}

        /// Somebody else decides about it.
        record Elsewhere() implements Kept {}
    }

    /// Moves a booking if it is to be, with a `change` that its event tells.
    Future<Kept> keep(Tenant tenant, Booking booking, Instant start, JsonObject change) {
        return changes.keepsLocal(tenant, booking)
                .compose(keepsLocal -> {
                    if (!keepsLocal) {
                        return Future.succeededFuture(new Kept.InPlace());
                    }
                    if (!followed.contains(tenant.no())) {
                        return Future.succeededFuture(new Kept.Elsewhere());
                    }
                    if (!times.now(tenant).isBefore(start)) {
                        return Future.succeededFuture(blocked(Code.TOO_LATE, "It would have begun already."));
                    }
                    var compared = Expected.oneOf(List.of(booking.version()));
                    var wish = new LocalTime(new Write(tenant, null, "", compared), booking.id(), start, change);
                    return changes.keepLocal(wish, new Attempt())
                            .map(outcome -> outcome instanceof Refused(var problem)
                                    ? blocked(problem.code(), problem.detail())
                                    : new Kept.Moved());
                })
                .recover(LocalTimeKeeper::refused);
    }

    /// Somebody else may have changed it since it was compared; or it is of a resource that has been deleted, so that
    /// nobody can give it any more.
    private static Future<Kept> refused(Throwable failure) {
        if (!(failure instanceof Refusal refusal)) {
            return Future.failedFuture(failure);
        }
        var problem = refusal.problem();
        return switch (problem.code()) {
            case OVERLOADED -> Future.failedFuture(failure);
            case VERSION_MISMATCH, NOT_FOUND -> Future.succeededFuture(new Kept.Elsewhere());
            default -> Future.succeededFuture(blocked(problem.code(), problem.detail()));
        };
    }

    private static Kept blocked(Code code, String detail) {
        return new Kept.Blocked(new JsonObject().put("code", code.text()).put("detail", detail));
    }
}
