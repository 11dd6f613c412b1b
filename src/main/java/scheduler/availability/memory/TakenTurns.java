package scheduler.availability.memory;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import scheduler.availability.picture.Turns;
import scheduler.availability.picture.Turns.Turn;

/// The turns that bookings have taken in the roles of each service, by the id of the service. Those of bookings that
/// this node is just writing count, and those of bookings that are cancelled do not.
record TakenTurns() implements Board.Kind<Turns> {

    private static final JsonObject NOTHING = new JsonObject();
    private static final long WEIGHT_OF_SERVICE = 4;
    private static final long WEIGHT_OF_TURN = 2;

    @Override
    public Collection<String> names(Change change) {
        return List.of(change.service());
    }

    @Override
    public Turns applied(Turns before, Change change, String service) {
        return before.with(change.booking(), change.version(), change.resources(), change.turns());
    }

    @Override
    public long weight(Turns turns) {
        return WEIGHT_OF_SERVICE + WEIGHT_OF_TURN * turns.size();
    }

    /// The turns among the resources of a booking.
    static List<Turn> read(JsonArray resources, UUID booking, long version) {
        var turns = new ArrayList<Turn>();
        for (var each : resources) {
            var json = (JsonObject) each;
            var turn = json.getJsonObject("chosen", NOTHING).getDouble("turn");
            if (turn != null) {
                long at = Math.round(turn * Turns.LENGTH);
                turns.add(new Turn(json.getString("role"), json.getString("id"), at, booking, version));
            }
        }
        return turns;
    }
}
