package scheduler.availability;

import scheduler.message.Address;

/// Asks for the slots of a service and for what becomes of them, until nobody listens any more.
public record WatchSlots(FindSlots find) {

    public static final Address<WatchSlots> ADDRESS = new Address<>("scheduler.command.slots.stream");
}
