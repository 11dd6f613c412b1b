/// Dates on which one is off: public holidays by country and region, and lists of one's own. The rules of the public
/// ones are those of a kept library, Jollyday, and no other room knows it.
@NullMarked
package scheduler.holiday;

import org.jspecify.annotations.NullMarked;
