/// The ordered log of what has changed: written by the rooms in the transaction of the change, read here in an order in
/// which nothing is ever skipped.
@NullMarked
package scheduler.event;

import org.jspecify.annotations.NullMarked;
