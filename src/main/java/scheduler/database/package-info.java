/// PostgreSQL for the stores: one bounded way to a connection, migrations, failures that say what was being done, and
/// the receipts that make a retried write answer as it did the first time.
@NullMarked
package scheduler.database;

import org.jspecify.annotations.NullMarked;
