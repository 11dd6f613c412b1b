package scheduler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// An application beside the service books, is refused and hears of events, in types.
class SchedulerClientTest {

    private static final LocalDate DAY = LocalDate.of(2026, 12, 1);

    @RegisterExtension
    static final Service service = new Service();

    private static SchedulerClient target;

    @BeforeAll
    static void open_a_practice() {
        target = new SchedulerClient(service.node().vertx(), "demo");
        new Practice(service)
                .resource("lee")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}");
    }

    private static Wish visit(String time) {
        return Wish.of("visit", LocalDateTime.parse(DAY + "T" + time)).attendee("Ada", "ada@example.org");
    }

    private static Refused refused(Future<?> future) {
        return catchThrowableOfType(Refused.class, () -> await(future));
    }

    @Test
    void a_slot_is_found_booked_moved_and_cancelled() {
        var slots = await(target.slots(
                SlotQuery.of("visit", DAY.plusDays(1), DAY.plusDays(1)).resource("lee")));
        var slot = slots.getFirst();
        var booked = await(target.book(
                Wish.of("visit", slot.start()).resource("lee").attendee("Ada", "ada@example.org"), Call.PLAIN));
        var moved =
                await(target.reschedule(booked.id(), slots.getLast().start(), Call.PLAIN.ifVersion(booked.version())));
        var stale = refused(target.cancel(booked.id(), "ill", Call.PLAIN.ifVersion(booked.version())));
        var cancelled = await(target.cancel(booked.id(), "ill", Call.PLAIN));

        assertThat(slots).hasSize(16);
        assertThat(slot.start()).isEqualTo(OffsetDateTime.parse("2026-12-02T09:00:00+01:00"));
        assertThat(slot.resources()).containsExactly("lee");
        assertThat(slot.free()).isEqualTo(1);
        assertThat(booked.status()).isEqualTo("confirmed");
        assertThat(booked.start()).isEqualTo(slot.start());
        assertThat(booked.end()).isEqualTo(slot.end());
        assertThat(booked.service()).isEqualTo("visit");
        assertThat(booked.resources()).containsExactly("lee");
        assertThat(moved.start()).isEqualTo(slots.getLast().start());
        assertThat(stale.status()).isEqualTo(412);
        assertThat(cancelled.status()).isEqualTo("cancelled");
        assertThat(await(target.booking(booked.id()))).isEqualTo(cancelled);
    }

    @Test
    void a_refusal_says_what_is_wrong_and_where() {
        var booked = await(target.book(visit("10:00"), Call.PLAIN));
        var taken = refused(target.book(visit("10:00"), Call.PLAIN));
        var wrong = refused(target.book(visit("10:00").with("color", "red"), Call.PLAIN));
        var unknown = refused(target.booking("019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e"));
        var stranger = refused(new SchedulerClient(service.node().vertx(), "nobody").booking(booked.id()));

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.code()).isEqualTo("slot_taken");
        assertThat(taken.problem().getJsonArray("alternatives")).isNotEmpty();
        assertThat(taken.pointer()).contains("/start");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("malformed");
        assertThat(wrong.pointer()).contains("/color");
        assertThat(wrong).hasMessage("malformed: " + wrong.detail());
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.pointer()).isEmpty();
        assertThat(stranger.status()).isEqualTo(403);
    }

    @Test
    void what_is_sent_again_under_its_key_is_done_once() {
        var call = Call.withKey("order-17");
        var first = await(target.book(visit("11:00"), call));
        var again = await(target.book(visit("11:00"), call));
        var fields = new JsonObject(visit("11:00").fields().encode());
        var replayed = await(target.ask("book", fields, call));
        var other = refused(target.book(visit("11:30"), call));

        assertThat(again).isEqualTo(first);
        assertThat(replayed.isReplayed()).isTrue();
        assertThat(replayed.version()).isEqualTo(first.version());
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void a_dry_run_leaves_nothing_behind() {
        var tried = await(target.book(visit("12:00"), Call.dryRun()));

        assertThat(tried.status()).isEqualTo("confirmed");
        assertThat(refused(target.booking(tried.id())).status()).isEqualTo(404);
    }

    @Test
    void a_hold_is_booked_or_released() {
        var kept = await(target.hold(visit("13:00"), Call.PLAIN));
        var booked = await(target.book(Wish.ofHold(kept.id()), Call.PLAIN));
        var given = await(target.hold(visit("13:30"), Call.PLAIN));
        await(target.release(given.id(), Call.PLAIN));

        assertThat(kept.status()).isEqualTo("held");
        assertThat(booked.id()).isEqualTo(kept.id());
        assertThat(await(target.book(visit("13:30"), Call.PLAIN)).status()).isEqualTo("confirmed");
    }

    @Test
    void a_request_is_decided() {
        var first = Wish.of("asked", LocalDateTime.parse(DAY + "T14:00"));
        var second = Wish.of("asked", LocalDateTime.parse(DAY + "T14:30"));
        var wanted = await(target.book(first, Call.PLAIN));
        var unwanted = await(target.book(second, Call.PLAIN));

        assertThat(await(target.confirm(wanted.id(), Call.PLAIN)).status()).isEqualTo("confirmed");
        assertThat(await(target.decline(unwanted.id(), "no", Call.PLAIN)).status())
                .isEqualTo("declined");
        assertThat(refused(target.checkIn(unwanted.id(), Call.PLAIN)).code()).isEqualTo("wrong_status");
    }

    @Test
    void a_subscription_hears_of_each_event_of_its_tenant_once() {
        var all = new CopyOnWriteArrayList<Event>();
        var cancelled = new CopyOnWriteArrayList<Event>();
        var subscriptions = List.of(target.subscribe(all::add), target.subscribe("booking.cancelled", cancelled::add));
        subscriptions.forEach(each -> await(each.started()));

        var booked = await(target.book(visit("15:00"), Call.PLAIN));
        Patience.until(() -> types(all, booked.id()).contains("booking.confirmed"));
        var event = all.stream()
                .filter(each -> each.subject().equals(booked.id()))
                .findFirst()
                .orElseThrow();
        var bus = service.node().vertx().eventBus();
        bus.publish("scheduler.event", event.json());
        bus.publish("scheduler.event", event.json().copy().put("id", "other").put("source", "/tenants/other"));
        bus.publish("scheduler.event", "no event at all");
        bus.publish("scheduler.event", new JsonObject().put("source", "/tenants/demo"));
        await(target.cancel(booked.id(), "ill", Call.PLAIN));
        Patience.until(() -> types(all, booked.id()).contains("booking.cancelled"));
        Patience.until(() -> !types(cancelled, booked.id()).isEmpty());

        assertThat(types(all, booked.id())).containsExactly("booking.confirmed", "booking.cancelled");
        assertThat(types(cancelled, booked.id())).containsExactly("booking.cancelled");
        assertThat(event.tenant()).isEqualTo("demo");
        assertThat(event.data().getString("status")).isEqualTo("confirmed");
        assertThat(event.sequence()).isPositive();
        assertThat(event.time()).isNotNull();
        subscriptions.forEach(each -> await(each.close()));
    }

    private static List<String> types(List<Event> events, String subject) {
        return events.stream()
                .filter(each -> each.subject().equals(subject))
                .map(Event::type)
                .toList();
    }

    @Test
    void who_follows_the_log_is_handed_every_event_in_its_order_until_he_is_done_with_it() {
        long end = await(target.end());
        var done = new CopyOnWriteArrayList<Event>();
        var failures = new AtomicInteger();
        var booked = await(target.book(visit("16:00"), Call.PLAIN));
        var following = target.follow(end, event -> {
            if (failures.getAndIncrement() == 0) {
                throw new IllegalStateException("the first attempt fails, as the test wants");
            }
            done.add(event);
            return Future.succeededFuture();
        });
        Patience.until(() -> types(done, booked.id()).contains("booking.confirmed"));
        var moved = await(target.reschedule(booked.id(), booked.start().plusMinutes(30), Call.PLAIN));
        Patience.until(() -> types(done, booked.id()).contains("booking.rescheduled"));

        assertThat(types(done, booked.id())).containsExactly("booking.confirmed", "booking.rescheduled");
        assertThat(done).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
        assertThat(following.position()).isGreaterThan(end);
        assertThat(moved.version()).isEqualTo(2);
        await(following.close());
    }
}
