/// Calendars out and in: bookings as iCalendar objects (RFC 5545), one by one and as feeds that calendars subscribe to,
/// and the busy times of a calendar from elsewhere. A kept library knows how lines are written and read, and no other
/// room knows it; what time they mean is decided by the rules of zones that the whole service uses, where it has any.
@NullMarked
package scheduler.ical;

import org.jspecify.annotations.NullMarked;
