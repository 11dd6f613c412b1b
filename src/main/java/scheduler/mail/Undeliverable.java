package scheduler.mail;

/// That a mail will not be taken, however often it is tried.
public final class Undeliverable extends Exception {

    private static final long serialVersionUID = 1L;

    public Undeliverable(String why) {
        super(why);
    }
}
