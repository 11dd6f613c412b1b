package scheduler.reminder;

/// That a message will not be taken, however often it is tried.
final class Undeliverable extends Exception {

    private static final long serialVersionUID = 1L;

    Undeliverable(String why) {
        super(why);
    }
}
