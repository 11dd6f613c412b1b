package scheduler.database;

/// Why a transaction was given up by whoever ran it: no failure of the database, so it is told as it is.
public class GivenUp extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected GivenUp(String message) {
        super(message, null, false, false);
    }
}
