/// What the rules of the house forbid, so that they can be seen to bite.
@NullMarked
package scheduler.offender;

import org.jspecify.annotations.NullMarked;
