package scheduler.event;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import scheduler.message.Feed.Frame;

/// The latest events of all tenants, written once for all who follow them: those behind `from` and up to `upTo`, of
/// which nothing is missing. It is replaced when there are more, never changed, so that every event loop may read it;
/// what one client was given is kept for all others who are as far as he was.
record Recent(long from, long upTo, List<Batch> batches, Given given) {

    /// Before it is known where the log ends.
    static final Recent NOTHING = of(-1, -1, List.of());

    /// Whoever is further behind than that reads the database.
    private static final int BYTES_MAX = 8 << 20;

    /// Of what there is, so much at once, and the rest when that has been taken.
    private static final int PIECE_BYTES_MAX = 64 << 10;

    /// How far somebody is who wants all of a tenant.
    record Place(long tenant, long position) {}

    /// What follows, up to where, and whether there is more.
    record Piece(Buffer text, long position, boolean hasMore) {}

    /// What clients were given. Most are at the end, where all get the same; those who are scattered over what there is
    /// each get a text of their own, which is not kept beyond a bound.
    record Given(Map<Place, Piece> pieces, AtomicLong bytes) {

        static final int BYTES_MAX = 4 << 20;

        /// What an entry takes that has next to no text.
        private static final int ENTRY_BYTES = 200;

        Piece get(Place place, Supplier<Piece> made) {
            if (bytes.get() >= BYTES_MAX) {
                var kept = pieces.get(place);
                return kept == null ? made.get() : kept;
            }
            return pieces.computeIfAbsent(place, _ -> {
                var piece = made.get();
                bytes.addAndGet(piece.text.length() + ENTRY_BYTES);
                return piece;
            });
        }
    }

    /// An event and its text.
    record Told(Logged event, Buffer text) {

        static Told of(Logged event) {
            var frame = new Frame(Long.toString(event.position()), event.type(), event.toText());
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

        Buffer after(WatchEvents watch, long position) {
            if (watch.wantsAll() && position < first()) {
                return whole.getOrDefault(watch.tenant().no(), Buffer.buffer());
            }
            var text = Buffer.buffer();
            for (var each : events) {
                if (each.event.position() > position && watch.wants(each.event)) {
                    text.appendBuffer(each.text);
                }
            }
            return text;
        }
    }

    private static Recent of(long from, long upTo, List<Batch> batches) {
        return new Recent(from, upTo, batches, new Given(new ConcurrentHashMap<>(), new AtomicLong()));
    }

    /// Nothing is remembered while nobody follows.
    static Recent endingAt(long position) {
        return of(position, position, List.of());
    }

    /// The same after the log was read on, without the oldest where that is too much.
    Recent and(List<Logged> logged, long next) {
        if (logged.isEmpty()) {
            return of(from, next, batches);
        }
        var kept = new ArrayList<>(batches);
        kept.add(Batch.of(logged));
        long bytes = kept.stream().mapToLong(Batch::bytes).sum();
        int dropped = 0;
        long start = from;
        while (bytes > BYTES_MAX) {
            var oldest = kept.get(dropped++);
            bytes -= oldest.bytes;
            start = oldest.last();
        }
        return of(start, next, List.copyOf(kept.subList(dropped, kept.size())));
    }

    /// What follows for whoever has seen everything up to a position that is not before `from`.
    Piece after(WatchEvents watch, long position) {
        return watch.wantsAll()
                ? given.get(new Place(watch.tenant().no(), position), () -> piece(watch, position))
                : piece(watch, position);
    }

    private Piece piece(WatchEvents watch, long position) {
        var texts = new ArrayList<Buffer>();
        int bytes = 0;
        for (int i = firstAfter(position); i < batches.size(); i++) {
            if (bytes > PIECE_BYTES_MAX) {
                return new Piece(joined(texts, bytes), batches.get(i - 1).last(), true);
            }
            var text = batches.get(i).after(watch, position);
            bytes += text.length();
            texts.add(text);
        }
        return new Piece(joined(texts, bytes), upTo, false);
    }

    /// Where the first batch is that has something behind a position; thousands of small ones may be there.
    private int firstAfter(long position) {
        int low = 0;
        int high = batches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batches.get(middle).last() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// A single one is the same for all who get it, and is not copied.
    private static Buffer joined(List<Buffer> texts, int bytes) {
        if (texts.size() == 1) {
            return texts.getFirst();
        }
        var joined = Buffer.buffer(bytes);
        texts.forEach(joined::appendBuffer);
        return joined;
    }
}
