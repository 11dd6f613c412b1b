package scheduler.event;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scheduler.message.Feed.Frame;

/// The latest events of all tenants, written once for all who follow them: those behind `from` and up to `upTo`, of
/// which nothing is missing. It is replaced, never changed, so that every event loop may read it.
record Recent(long from, long upTo, List<Batch> batches) {

    /// Before it is known where the log ends.
    static final Recent NOTHING = new Recent(-1, -1, List.of());

    /// Whoever is further behind than that reads the database.
    private static final int BYTES_MAX = 8 << 20;

    /// An event and its text.
    record Told(Logged event, Buffer text) {

        static Told of(Logged event) {
            var frame = new Frame(
                    Long.toString(event.position()),
                    event.type(),
                    event.toCloudEvent().encode());
            return new Told(event, frame.toBuffer());
        }
    }

    /// What was read at once. `whole` is all of a tenant in one piece, for those who want all of it.
    record Batch(List<Told> events, Map<Long, Buffer> whole, long bytes) {

        static Batch of(List<Logged> logged) {
            var whole = new HashMap<Long, Buffer>();
            long bytes = 0;
            var events = new ArrayList<Told>(logged.size());
            for (var each : logged) {
                var told = Told.of(each);
                events.add(told);
                bytes += told.text.length();
                whole.computeIfAbsent(each.tenant().no(), _ -> Buffer.buffer()).appendBuffer(told.text);
            }
            return new Batch(events, whole, bytes);
        }

        long first() {
            return events.getFirst().event.position();
        }

        long last() {
            return events.getLast().event.position();
        }
    }

    /// Nothing is remembered while nobody follows.
    static Recent endingAt(long position) {
        return new Recent(position, position, List.of());
    }

    /// The same after the log was read on, without the oldest where that is too much.
    Recent and(List<Logged> logged, long next) {
        if (logged.isEmpty()) {
            return new Recent(from, next, batches);
        }
        var kept = new ArrayList<>(batches);
        kept.add(Batch.of(logged));
        long bytes = kept.stream().mapToLong(Batch::bytes).sum();
        long start = from;
        while (bytes > BYTES_MAX) {
            var oldest = kept.removeFirst();
            bytes -= oldest.bytes;
            start = oldest.last();
        }
        return new Recent(start, next, List.copyOf(kept));
    }
}
