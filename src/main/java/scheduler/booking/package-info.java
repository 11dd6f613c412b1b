/// Wishes into bookings. The desk admits through the slot function, one statement decides: claims under the exclusion
/// constraint, the booking, its event and its idempotency key, all or nothing. This room's store writes the `event` and
/// `idempotency` tables on purpose, for that reason.
@NullMarked
package scheduler.booking;

import org.jspecify.annotations.NullMarked;
