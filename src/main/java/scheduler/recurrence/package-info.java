/// When something that repeats happens. Rules of recurrence (RFC 5545) are read and expanded by a kept library,
/// lib-recur, and no other room knows it; what their local times mean in a zone is decided here.
@NullMarked
package scheduler.recurrence;

import org.jspecify.annotations.NullMarked;
