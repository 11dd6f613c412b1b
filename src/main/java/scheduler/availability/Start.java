package scheduler.availability;

import io.vertx.core.json.JsonArray;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.time.Instants;
import scheduler.time.LocalStart.Ambiguous;
import scheduler.time.LocalStart.Exact;
import scheduler.time.LocalStart.Nonexistent;
import scheduler.time.WallClock;

/// When a booking is to begin: an instant, or a local time in the zone of the service.
public sealed interface Start {

    /// With an offset there is nothing to guess.
    record At(Instant instant) implements Start {}

    /// Without one it is wall time, which may happen twice or not at all.
    record Local(LocalDateTime time) implements Start {}

    static Start read(String text) {
        var kept = Instants.kept(text);
        try {
            var local = LocalDateTime.parse(kept);
            Instants.inReach(local.toInstant(ZoneOffset.UTC));
            return new Local(local);
        } catch (DateTimeException notLocal) {
            return new At(Instants.read(kept));
        }
    }

    default Instant in(ZoneId zone) {
        return in(zone, "/start");
    }

    /// The same where it was asked for at another place than `/start`.
    default Instant in(ZoneId zone, String pointer) {
        return switch (this) {
            case At(var instant) -> instant;
            case Local(var time) ->
                switch (WallClock.resolve(time, zone)) {
                    case Exact(var instant) -> instant;
                    case Ambiguous(var earlier, var later) ->
                        throw refused(
                                pointer,
                                Code.AMBIGUOUS_LOCAL_TIME,
                                time + " happens twice in " + zone + ": say which by its offset.",
                                zone,
                                earlier,
                                later);
                    case Nonexistent(var nextValid) ->
                        throw refused(
                                pointer,
                                Code.NONEXISTENT_LOCAL_TIME,
                                time + " does not happen in " + zone + ": the clocks are put forward over it.",
                                zone,
                                nextValid);
                };
        };
    }

    private static Refusal refused(String pointer, Code code, String detail, ZoneId zone, Instant... meant) {
        var instants = new JsonArray();
        for (var each : meant) {
            instants.add(Instants.write(each, zone));
        }
        return new Refusal(Problem.at(code, pointer, detail).with("instants", instants));
    }
}
