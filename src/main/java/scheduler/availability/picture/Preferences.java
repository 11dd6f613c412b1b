package scheduler.availability.picture;

import java.util.UUID;

/// What decides between those who are free, beside what is taken of them: whose turn it is.
public record Preferences(Turns turns) {

    public static final Preferences NONE = new Preferences(Turns.NONE);

    /// The same as if a booking that is being moved had never been.
    Preferences without(UUID booking) {
        return new Preferences(turns.without(booking));
    }
}
