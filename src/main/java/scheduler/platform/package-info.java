/// The floor that every room stands on: settings, logging, the clock and ids, the stages of the service's life.
@NullMarked
package scheduler.platform;

import org.jspecify.annotations.NullMarked;
