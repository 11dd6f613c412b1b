/// Mail: from whom it comes, in which words, to whom none is sent, and the way by which it leaves.
@NullMarked
package scheduler.mail;

import org.jspecify.annotations.NullMarked;
