package scheduler.ical;

/// Who invites, as a mail says it.
public record Organizer(String name, String email) {}
