package scheduler.replay;

import java.util.function.Consumer;

/// What has been found, as it is found: a line for each difference, and how much was compared.
public final class Report {

    private final Consumer<String> lines;
    private long differences;
    private long events;
    private long bookings;
    private long sessions;
    private long claims;
    private long untold;

    public Report(Consumer<String> lines) {
        this.lines = lines;
    }

    void differs(String what, String id, String name, String stored, String told) {
        says(what, id, name + " is " + stored + ", and the log says " + told);
    }

    void says(String what, String id, String wrong) {
        differences++;
        lines.accept(what + " " + id + ": " + wrong + ".");
    }

    void played(long more) {
        events += more;
    }

    void booking(int itsClaims) {
        bookings++;
        claims += itsClaims;
    }

    void session(int itsClaims) {
        sessions++;
        claims += itsClaims;
    }

    /// Of which the log does not tell any more.
    void untold() {
        untold++;
    }

    public long differences() {
        return differences;
    }

    /// All of it in one sentence.
    public String summary() {
        var compared = "Played " + events + " events back and compared " + bookings + " bookings and holds, " + sessions
                + " sessions and " + claims + " claims"
                + (differences == 0 ? ": all are as the log tells." : ", with differences: " + differences + ".");
        return untold == 0 ? compared : compared + " Of " + untold + " bookings the log does not tell any more.";
    }
}
