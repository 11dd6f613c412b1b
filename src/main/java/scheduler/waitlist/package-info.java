/// Those who wait for a time. When one is freed, the first whom it suits is offered it: held for him, until he books it
/// or the offer is over and it goes to the next.
@NullMarked
package scheduler.waitlist;

import org.jspecify.annotations.NullMarked;
