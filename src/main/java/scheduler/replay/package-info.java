/// The log played back: the tables as it tells them, and whether they are the same as those that are there.
/// It reads both from outside, by what is documented of events, and shares no code with those who write them.
@NullMarked
package scheduler.replay;

import org.jspecify.annotations.NullMarked;
