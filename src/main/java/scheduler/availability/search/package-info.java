/// Answers to questions about many services, resources and ranges at once, computed piece by piece and written
/// while they are computed.
@NullMarked
package scheduler.availability.search;

import org.jspecify.annotations.NullMarked;
