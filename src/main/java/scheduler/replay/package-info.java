/// The log played back: what it tells of bookings, and whether the tables say the same. It reads both from outside, by
/// what is documented of events, and shares no code with those who write them.
@NullMarked
package scheduler.replay;

import org.jspecify.annotations.NullMarked;
