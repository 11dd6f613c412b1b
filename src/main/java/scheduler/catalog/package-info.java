/// What can be booked, stored: resources with their schedules and blocks, services and their immutable
/// versions. Every change writes its event in its own transaction and moves the resource's `rules` number, so
/// that a booking admitted under older rules is refused and admitted anew.
@NullMarked
package scheduler.catalog;

import org.jspecify.annotations.NullMarked;
