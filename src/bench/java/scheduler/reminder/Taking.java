package scheduler.reminder;

/// The statement by which a lane takes what is due, for who measures it.
public final class Taking {

    public static final String STATEMENT = ReminderStore.CLAIM;

    private Taking() {}
}
