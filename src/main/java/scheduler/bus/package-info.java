/// The other edge beside HTTP: commands and queries as JSON messages on the event bus, for whoever shares it.
@NullMarked
package scheduler.bus;

import org.jspecify.annotations.NullMarked;
