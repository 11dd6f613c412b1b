/// Time as the business means it, pure: ranges, local windows, opening hours, the slot grid, durations that follow the
/// calendar. All conversion between local time and instants happens here.
@NullMarked
package scheduler.time;

import org.jspecify.annotations.NullMarked;
