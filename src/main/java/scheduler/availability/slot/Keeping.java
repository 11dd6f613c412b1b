package scheduler.availability.slot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.Verdict.Admitted;

/// Admits a start with those who gave what belongs to it, as far as they are free, or else with others of their roles.
public final class Keeping {

    private Keeping() {}

    public static Verdict admit(Picture picture, List<Pin> wished, Instant start, int seats) {
        var verdict = SlotFunction.admit(picture, start, seats);
        var kept = new ArrayList<Pin>();
        for (var pin : wished) {
            kept.add(pin);
            var keeping = picture.keeping(kept).map(narrowed -> SlotFunction.admit(narrowed, start, seats));
            if (keeping.filter(Admitted.class::isInstance).isPresent()) {
                verdict = keeping.get();
            } else {
                kept.removeLast();
            }
        }
        return verdict;
    }
}
