/// Starts and stops the service; everything else lives in the rooms below.
@NullMarked
package scheduler;

import org.jspecify.annotations.NullMarked;
