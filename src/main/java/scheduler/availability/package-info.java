/// The questions about what can be booked of one service: list, explain, follow. How they are answered lies in
/// the rooms within: `picture` (what is looked at), `slot` (the one function that decides), `memory` (where
/// pictures come from) and `search` (questions about many services).
@NullMarked
package scheduler.availability;

import org.jspecify.annotations.NullMarked;
