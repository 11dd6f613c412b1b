/// Tells others of events, by the Standard Webhooks specification 1.0.0: subscriptions, deliveries made of
/// the log, and the sending of them, signed, in order, and again until they arrive or three days are over.
@NullMarked
package scheduler.webhook;

import org.jspecify.annotations.NullMarked;
