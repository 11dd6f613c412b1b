package scheduler.imports;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.message.Tenant;

/// Reads calendars that are due: takes as many in hand as there is room for, and no more, whatever waits. Confined to
/// one context.
final class Refreshing {

    private static final Logger LOG = LoggerFactory.getLogger(Refreshing.class);

    /// Each may have 2 MB in memory.
    static final int AT_ONCE = 16;

    private final FetchStore store;
    private final CalendarReader reader;
    private final Map<Long, Tenant> tenants;
    private final Long[] nos;

    private int underWay;
    private boolean isLooking;

    Refreshing(FetchStore store, CalendarReader reader, List<Tenant> tenants) {
        this.store = store;
        this.reader = reader;
        this.tenants = tenants.stream().collect(Collectors.toMap(Tenant::no, Function.identity()));
        this.nos = tenants.stream().map(Tenant::no).toArray(Long[]::new);
    }

    void look() {
        int room = AT_ONCE - underWay;
        if (isLooking || room < 1) {
            return;
        }
        isLooking = true;
        store.claim(nos, room).onComplete((claimed, failure) -> {
            isLooking = false;
            if (failure != null) {
                LOG.atWarn().log(failure.getMessage());
                return;
            }
            claimed.forEach(this::refresh);
        });
    }

    /// What cannot be settled is taken in hand again when its lease is over.
    private void refresh(Claimed claimed) {
        underWay++;
        var tenant = tenants.getOrDefault(claimed.tenant(), new Tenant(claimed.tenant(), ""));
        Future.succeededFuture(claimed)
                .compose(reader::read)
                .compose(fetched -> store.settle(tenant, claimed, fetched))
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("resource", claimed.resource())
                        .addKeyValue("import", claimed.name())
                        .log(failure.getMessage()))
                .onComplete(_ -> underWay--);
    }
}
