package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scheduler.message.Tenant;
import scheduler.reminder.Channel.InLog;
import scheduler.reminder.Channels.ToBus;

/// Who has a message that goes by the event bus.
class ChannelsTest {

    private static final Tenant NORTH = new Tenant(1, "north");
    private static final Vertx vertx = Vertx.vertx();

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    @Test
    void where_nobody_provides_the_log_is_the_message() {
        assertThat(await(new ToBus(vertx, false).send(NORTH, new JsonObject()))).isEqualTo(InLog.MESSAGE);
    }

    @Test
    void unless_somebody_has_to() {
        assertThatThrownBy(() -> await(new ToBus(vertx, true).send(NORTH, new JsonObject())))
                .isInstanceOf(ReplyException.class);
    }

    @Test
    void whoever_provides_has_it_when_he_replies_and_the_log_a_copy() {
        var provider = vertx.eventBus().<JsonObject>consumer(Channels.DUE, message -> message.reply(message.body()));
        try {
            assertThat(await(new ToBus(vertx, true).send(NORTH, new JsonObject())))
                    .isEqualTo(InLog.COPY);
        } finally {
            await(provider.unregister());
        }
    }

    @Test
    void whoever_provides_can_refuse_it() {
        var provider = vertx.eventBus().<JsonObject>consumer(Channels.DUE, message -> message.fail(402, "no credit"));
        try {
            assertThatThrownBy(() -> await(new ToBus(vertx, false).send(NORTH, new JsonObject())))
                    .hasMessageContaining("no credit");
        } finally {
            await(provider.unregister());
        }
    }
}
