/// The memory of this node of what is taken and what the rules are. It is read from the tables once, follows
/// the log from then on, and forgets what was asked for longest ago. It answers; the database decides.
@NullMarked
package scheduler.availability.memory;

import org.jspecify.annotations.NullMarked;
