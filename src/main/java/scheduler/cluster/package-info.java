/// The event bus of several JVMs as one, where that is switched on: how a node joins the others, and how it comes back
/// after it was cut off from them.
@NullMarked
package scheduler.cluster;

import org.jspecify.annotations.NullMarked;
