/// What travels between the rooms, and how: commands' terms and tenants, outcomes, receipts, problems, the reading of
/// JSON, and the event bus with records on it. It knows no room.
@NullMarked
package scheduler.message;

import org.jspecify.annotations.NullMarked;
