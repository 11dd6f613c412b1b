package scheduler.mail;

/// That a mail will not be taken, however often it is tried.
public final class Undeliverable extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean wasTried;

    public Undeliverable(String why) {
        this(why, true);
    }

    private Undeliverable(String why, boolean wasTried) {
        super(why);
        this.wasTried = wasTried;
    }

    /// That nobody is asked to take it.
    public static Undeliverable unwanted(String why) {
        return new Undeliverable(why, false);
    }

    public boolean wasTried() {
        return wasTried;
    }
}
