/// What messages say to people, in their language and in the time of where they live.
@NullMarked
package scheduler.letter;

import org.jspecify.annotations.NullMarked;
