/// The client of the event bus, for other applications on the same Vert.x or in its cluster: commands with their
/// answers and refusals as types, and events. It needs Vert.x and nothing else of this service, and is a jar of its
/// own.
@NullMarked
package scheduler.client;

import org.jspecify.annotations.NullMarked;
