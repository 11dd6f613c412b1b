package scheduler.clock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.time.CalendarDuration;
import scheduler.time.Instants;

/// What can be asked about the clock of a tenant.
public final class Clocks {

    private Clocks() {}

    /// Puts it forward, by a length of time or to an instant, one of them.
    public record MoveClock(
            Write write,
            @Nullable CalendarDuration advance,
            @Nullable Instant to) {
        public static final Address<MoveClock> ADDRESS = new Address<>("scheduler.command.clock.move");

        public static MoveClock read(Write write, Fields fields) {
            var to = fields.optional("to", Instants::read);
            var advance = fields.optional("advance", CalendarDuration::parse);
            if ((to == null) == (advance == null)) {
                throw fields.invalid("advance", "Give advance or to.");
            }
            return new MoveClock(write, advance, to);
        }
    }

    /// Reads it.
    public record GetClock(Tenant tenant) {
        public static final Address<GetClock> ADDRESS = new Address<>("scheduler.command.clock.get");
    }
}
