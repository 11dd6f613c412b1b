package scheduler.mail;

import org.jspecify.annotations.Nullable;
import scheduler.letter.Letter;
import scheduler.message.Tenant;

/// A letter of a tenant to one recipient, mostly about a booking. Its `id` and its `messageId`, the Message-ID, are the
/// same in every attempt, so that a mail that comes twice can be told. By `unsubscribe`, an address of the web, the
/// recipient can have no more of its kind.
public record Mail(
        Tenant tenant,
        String id,
        String messageId,
        @Nullable String booking,
        Sender from,
        String to,
        Letter letter,
        @Nullable CalendarPart calendar,
        @Nullable String unsubscribe) {

    /// What a calendar makes of it: an iCalendar object, and its METHOD.
    public record CalendarPart(String text, String method) {}
}
