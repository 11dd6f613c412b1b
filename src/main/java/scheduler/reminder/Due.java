package scheduler.reminder;

import java.time.Instant;
import java.util.UUID;
import scheduler.message.Tenant;
import scheduler.service.Reminder;

/// A reminder that this node has taken, to be sent while its lease lasts. `fence` tells whose it is; `attempts` have
/// been made before: how many of them reached somebody is not known.
record Due(
        Tenant tenant,
        UUID id,
        UUID booking,
        long sequence,
        Reminder rule,
        String recipient,
        Instant plannedFor,
        Instant dueAt,
        long attempts,
        long fence) {}
