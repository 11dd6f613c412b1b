package scheduler.availability;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Tenant;

/// Asks why a start can or cannot be booked.
public record ExplainSlot(
        Tenant tenant,
        String service,
        Start start,
        @Nullable String resource,
        @Nullable Duration duration) {

    public static final Address<ExplainSlot> ADDRESS = new Address<>("scheduler.command.slots.explain");
}
