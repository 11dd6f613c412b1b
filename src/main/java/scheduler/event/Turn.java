package scheduler.event;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Which of the nodes of a cluster tells the event bus: the one with the smallest id, which is the eldest. Each says
/// every second that it is there, on the very bus, so whoever is not heard has to be replaced, for whatever reason; and
/// of nodes that are cut off from each other each part has its own.
///
/// Who takes over begins some seconds back, where nobody may have been told, and who hands over goes on for as long.
/// Both are told twice then, which `id` shows, and nothing is lost. It takes neither a leader nor a lock that anything
/// else depends on. Confined to one context.
final class Turn {

    private static final String ADDRESS = "scheduler.node";
    private static final String ID = "id";
    private static final String LEAVES = "leaves";
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final long SILENCE = Duration.ofSeconds(5).toNanos();
    private static final long OVERLAP = Duration.ofSeconds(15).toNanos();
    private static final long MARK = Duration.ofMillis(500).toNanos();

    /// Where the log was read to at a time.
    private record Mark(long at, long position) {}

    private final Vertx vertx;
    private final String id;
    private final LongSupplier nanos;
    private final Map<String, Long> others = new HashMap<>();
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final long began;
    private @Nullable MessageConsumer<Object> consumer;
    private long timer = -1;
    private boolean isMine;
    private long lastFirst;

    Turn(Vertx vertx, String id) {
        this(vertx, id, System::nanoTime);
    }

    Turn(Vertx vertx, String id, LongSupplier nanos) {
        this.vertx = vertx;
        this.id = id;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    void start() {
        consumer = vertx.eventBus().consumer(ADDRESS, message -> hear(message.body()));
        timer = vertx.setPeriodic(1, BEAT.toMillis(), _ -> sayThere());
    }

    /// The others need not wait until they miss it.
    void leave() {
        vertx.cancelTimer(timer);
        if (consumer != null) {
            consumer.unregister();
            say(new JsonObject().put(ID, id).put(LEAVES, true));
        }
    }

    private void say(JsonObject what) {
        vertx.eventBus().publish(ADDRESS, what);
    }

    /// Anybody can publish there.
    void hear(@Nullable Object said) {
        if (!(said instanceof JsonObject json) || !(json.getValue(ID) instanceof String other) || other.equals(id)) {
            return;
        }
        if (json.containsKey(LEAVES)) {
            others.remove(other);
        } else if (others.put(other, nanos.getAsLong()) == null) {
            // Who has just come learns at once that he is not alone.
            sayThere();
        }
    }

    /// Whoever has not begun to read has nothing to tell yet, and nobody should rely on him.
    private void sayThere() {
        if (!marks.isEmpty()) {
            say(new JsonObject().put(ID, id));
        }
    }

    boolean isMine() {
        return isMine;
    }

    /// Looks whose turn it is, now that the log has been read to `position`; gives where to begin telling, which lies
    /// before it for who takes over. Nobody is asked before he knows where the log ends.
    long take(long position) {
        long now = nanos.getAsLong();
        boolean wasMine = isMine;
        boolean isFirst = isFirst(now);
        if (isFirst) {
            lastFirst = now;
        }
        isMine = isFirst || (wasMine && now - lastFirst < OVERLAP);
        mark(now, position);
        return isMine && !wasMine ? marks.getFirst().position() : position;
    }

    private boolean isFirst(long now) {
        others.values().removeIf(heard -> now - heard > SILENCE);
        // Until then the others have not had the time to be heard.
        boolean isNew = now - began < SILENCE;
        return !(isNew && others.isEmpty()) && others.keySet().stream().noneMatch(other -> other.compareTo(id) < 0);
    }

    /// The first mark is the last of those that are old enough.
    private void mark(long now, long position) {
        if (marks.isEmpty() || now - marks.getLast().at() > MARK) {
            marks.add(new Mark(now, position));
        }
        while (marks.size() > 1 && now - second().at() > OVERLAP + SILENCE) {
            marks.removeFirst();
        }
    }

    private Mark second() {
        var iterator = marks.iterator();
        iterator.next();
        return iterator.next();
    }
}
