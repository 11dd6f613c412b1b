/// The way out: requests to addresses that clients have named. Whoever can make a service call any address
/// can make it call what only the service reaches, so a name is resolved, all its addresses are looked at,
/// and it is exactly the address looked at that is connected to.
@NullMarked
package scheduler.egress;

import org.jspecify.annotations.NullMarked;
