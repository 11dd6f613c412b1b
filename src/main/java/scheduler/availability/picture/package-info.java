/// What the slot function looks at, resolved into instants: opening hours, blocks, claims, limits, and who can give a
/// service. Immutable values that know no store and no clock.
@NullMarked
package scheduler.availability.picture;

import org.jspecify.annotations.NullMarked;
