/// The edge: OpenAPI routes in, replies and problems out, health, metrics and the web pages. It knows commands and
/// outcomes, never SQL.
@NullMarked
package scheduler.http;

import org.jspecify.annotations.NullMarked;
