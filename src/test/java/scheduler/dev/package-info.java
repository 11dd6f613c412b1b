/// The development run: the service with a PostgreSQL of its own, so that nothing has to be installed.
@NullMarked
package scheduler.dev;

import org.jspecify.annotations.NullMarked;
