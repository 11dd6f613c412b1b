package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Decided.Verdict;
import scheduler.booking.Moves.Move;
import scheduler.database.Statements;
import scheduler.event.Happened;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Changes several bookings in one transaction: all of them or none.
record Together(Pictures pictures, Expiry expiry, Ids ids, Times times) {

    /// The statements of several changes travel together; PostgreSQL runs them one after the other all the same.
    private static final int WAVE = 64;

    /// The change of one booking.
    sealed interface Part {

        Move move();

        /// A step in its life.
        record Taken(Move move, Step step) implements Part {}

        /// It claims anew, under these rules.
        record Moved(Move move, Rules rules) implements Part {}
    }

    /// The write of a part: the key belongs to the whole.
    static Write part(Write write) {
        return new Write(write.tenant(), null, "", Write.Expected.ANYTHING, write.isDryRun());
    }

    /// What has been written, for those who have to hear of it once it is committed.
    record Done(List<Happened> events) {}

    /// Writes the parts in their order, or fails as Undone by the first that cannot be written.
    Future<Done> write(SqlConnection tx, List<Part> parts) {
        var store = new ChangeStore(Statements.in(tx), ids, times);
        var told = new ArrayList<Happened>();
        return Rounds.inWaves(IntStream.range(0, parts.size()).boxed().toList(), WAVE, step -> {
                    var part = parts.get(step);
                    var event = part.move().event();
                    return write(store, part, event).compose(decided -> {
                        if (decided.verdict() != Verdict.DONE) {
                            return Future.failedFuture(new Undone(step, decided.verdict()));
                        }
                        decided.told(event).ifPresent(told::add);
                        return Future.succeededFuture();
                    });
                })
                .map(_ -> new Done(told));
    }

    /// What has been written of several parts, and by their numbers those that could not be, because of a limit or a
    /// seat that only the database counts for sure.
    record Some(Done done, List<Part> parts, NavigableMap<Integer, Verdict> leftOut) {}

    /// Writes those parts that can be. One that fails otherwise than by what is counted may do so because one before it
    /// has stayed: so the first of these is what it fails of.
    Future<Some> writeSome(SqlConnection tx, List<Part> parts) {
        var store = new ChangeStore(Statements.in(tx), ids, times);
        var some = new Some(new Done(new ArrayList<>()), new ArrayList<>(), new TreeMap<>());
        return Rounds.inWaves(IntStream.range(0, parts.size()).boxed().toList(), 1, step -> {
                    var part = parts.get(step);
                    var event = part.move().event();
                    return Savepoints.taken(tx, step, () -> write(store, part, event))
                            .onSuccess(decided -> {
                                if (decided.verdict() == Verdict.DONE) {
                                    some.parts.add(part);
                                    decided.told(event).ifPresent(some.done.events::add);
                                } else {
                                    some.leftOut.put(step, decided.verdict());
                                }
                            });
                })
                .recover(failure -> Optional.ofNullable(some.leftOut.firstEntry())
                        .filter(_ -> failure instanceof Undone)
                        .map(each -> Future.<Void>failedFuture(new Undone(each.getKey(), each.getValue())))
                        .orElseGet(() -> Future.failedFuture(failure)))
                .map(_ -> some);
    }

    private static Future<Decided> write(ChangeStore store, Part part, Happened event) {
        var move = part.move();
        return switch (part) {
            case Part.Taken taken ->
                store.step(move.write(), move.before(), move.after(), taken.step, event, move.receipt());
            case Part.Moved moved ->
                store.move(move.write(), move.before(), move.after(), moved.rules, event, move.receipt());
        };
    }

    /// The node that wrote events need not wait until it reads them in the log.
    void hear(Done done) {
        done.events.forEach(each -> {
            pictures.hear(each);
            expiry.hear(each);
        });
    }
}
