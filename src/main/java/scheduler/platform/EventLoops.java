package scheduler.platform;

/// How many event loops this process has: one for each processor, and each of them has an instance of everything that
/// serves requests. So a request is answered on the loop that its connection is on, and waits for no other thread:
/// two loops for each processor, which are the library's default, pass it to and fro and have the system switch
/// between them, a third of what it costs to refuse a booking.
public final class EventLoops {

    public static final int COUNT = Math.max(1, Runtime.getRuntime().availableProcessors());

    private EventLoops() {}
}
