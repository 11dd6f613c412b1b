/// The time of a tenant, where it is one that tests may put forward.
@NullMarked
package scheduler.clock;

import org.jspecify.annotations.NullMarked;
