/// What the tests of all rooms stand on.
@NullMarked
package scheduler.testing;

import org.jspecify.annotations.NullMarked;
