package scheduler.message;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/// Hands records over inside one JVM as they are: they are immutable, so nothing has to be copied.
public final class RecordCodec implements MessageCodec<Record, Record> {

    private static final String NAME = "record";

    public static void register(Vertx vertx) {
        vertx.eventBus().registerCodec(new RecordCodec()).codecSelector(body -> body instanceof Record ? NAME : null);
    }

    @Override
    public void encodeToWire(Buffer buffer, Record record) {
        throw new IllegalStateException("records stay inside one JVM: " + record.getClass());
    }

    @Override
    public Record decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("records stay inside one JVM");
    }

    @Override
    public Record transform(Record record) {
        return record;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
