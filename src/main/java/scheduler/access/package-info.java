/// Who asks: API keys and the tenants that they stand for.
@NullMarked
package scheduler.access;

import org.jspecify.annotations.NullMarked;
