package scheduler.message;

/// An answer that is computed while it is sent, because it is long. Whoever sends it asks for a piece when he can take
/// one, and asks no more when nobody listens: there is nothing to cancel. It belongs to one event loop, which it holds
/// for a few milliseconds at a time.
public interface Pieces {

    /// Works on and gives what came of it, which may be nothing yet.
    Piece next();

    /// A part of the text, and whether it was the last.
    record Piece(String text, boolean isLast) {}
}
