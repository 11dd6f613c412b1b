/// Messages that are due about bookings: planned from the log, so that none is forgotten; taken by lease and looked at
/// once more when they are sent, so that none comes twice for nothing or for what is no more.
@NullMarked
package scheduler.reminder;

import org.jspecify.annotations.NullMarked;
