package scheduler.replay;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.database.Snapshot.Rows;

/// Several readings that are sorted by the same keys, side by side. It holds what there is under one key, and no more.
final class SideBySide {

    private final List<Side> sides;

    SideBySide(List<Rows<Keyed>> readings) {
        this.sides = readings.stream().map(Side::new).toList();
    }

    /// Takes what each of the readings has under a key.
    @FunctionalInterface
    interface Taker {
        void take(String key, List<List<JsonObject>> ofEach);
    }

    void forEach(Taker taker) {
        var key = first();
        while (key != null) {
            var ofEach = new ArrayList<List<JsonObject>>(sides.size());
            for (var side : sides) {
                ofEach.add(side.under(key));
            }
            taker.take(key, ofEach);
            key = first();
        }
    }

    private @Nullable String first() {
        String first = null;
        for (var side : sides) {
            if (side.next != null && (first == null || side.next.key().compareTo(first) < 0)) {
                first = side.next.key();
            }
        }
        return first;
    }

    private static final class Side {

        private final Rows<Keyed> rows;
        private @Nullable Keyed next;

        Side(Rows<Keyed> rows) {
            this.rows = rows;
            this.next = rows.advance() ? rows.row() : null;
        }

        List<JsonObject> under(String key) {
            var found = new ArrayList<JsonObject>();
            while (next != null && next.key().equals(key)) {
                found.add(next.doc());
                advance(key);
            }
            return found;
        }

        private void advance(String key) {
            next = rows.advance() ? rows.row() : null;
            if (next != null && next.key().compareTo(key) < 0) {
                throw new IllegalStateException("The database sorts " + next.key() + " behind " + key + ".");
            }
        }
    }
}
