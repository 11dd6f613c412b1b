/// The one slot function, which lists what can be booked, admits what was asked for and says why not, and the picture
/// (rules, blocks, claims) that it looks at. Pure but for the store that loads the picture.
@NullMarked
package scheduler.availability;

import org.jspecify.annotations.NullMarked;
