/// Busy time from calendars elsewhere: a resource subscribes to the address of an iCalendar object, which is read
/// again and again, and what is busy there is blocked here.
@NullMarked
package scheduler.imports;

import org.jspecify.annotations.NullMarked;
