package scheduler.webhook;

/// How many deliveries wait and are dead (100,000 stands for more), how many subscriptions their receivers have
/// disabled, and for how many seconds the oldest has been due.
record Backlog(long waiting, long dead, long disabled, double lateSeconds) {

    static final Backlog UNKNOWN = new Backlog(0, 0, 0, 0);
}
