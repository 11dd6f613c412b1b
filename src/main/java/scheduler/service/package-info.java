/// What is booked: how long it takes, on which grid, under which rules, and which resources it needs. Only the
/// model; the catalog stores it, availability judges by it.
@NullMarked
package scheduler.service;

import org.jspecify.annotations.NullMarked;
