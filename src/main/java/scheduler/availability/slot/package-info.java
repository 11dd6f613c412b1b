/// The one slot function, which lists what can be booked, admits what was asked for and says why not. Pure: a picture
/// goes in, an answer comes out.
@NullMarked
package scheduler.availability.slot;

import org.jspecify.annotations.NullMarked;
