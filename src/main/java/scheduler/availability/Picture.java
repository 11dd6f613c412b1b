package scheduler.availability;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scheduler.message.Refusal;
import scheduler.time.TimeRange;

/// All that the slot function looks at: a service, who can give it, and their opening hours, blocks and claims around
/// `range`. Starts within the range can be judged by it.
public record Picture(Outline outline, TimeRange range, Instant now) {

    /// The same picture, in which only these resources may fill their roles; empty when one of them no longer can.
    public Optional<Picture> keeping(List<Pin> pins) {
        try {
            return Optional.of(new Picture(Pins.apply(outline, pins), range, now));
        } catch (Refusal gone) {
            return Optional.empty();
        }
    }
}
