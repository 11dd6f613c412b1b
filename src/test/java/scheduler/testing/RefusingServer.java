package scheduler.testing;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// An SMTP server that knows some of its recipients not, tells others to come again later, and says nothing any more
/// once
/// it has the mail for some.
public final class RefusingServer implements AutoCloseable {

    public static final String UNKNOWN = "550 5.1.1 No such user here";
    public static final String BUSY = "451 4.3.0 Try again later";

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final NetServer server =
            Patience.await(vertx.createNetServer().connectHandler(this::serve).listen(0, "127.0.0.1"));

    /// What has been said so far on one connection.
    private final class Talk {
        private final NetSocket socket;
        private String recipient = "";
        private boolean isInData;

        Talk(NetSocket socket) {
            this.socket = socket;
        }

        void hear(String line) {
            if (isInData) {
                if (line.equals(".")) {
                    isInData = false;
                    taken.add(recipient);
                    if (!recipient.startsWith("silent")) {
                        say("250 2.0.0 Ok");
                    }
                }
                return;
            }
            var command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("RCPT TO:")) {
                recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                asked.add(recipient);
                say(answer());
            } else if (command.equals("DATA")) {
                isInData = true;
                say("354 Go ahead");
            } else {
                say(command.equals("QUIT") ? "221 2.0.0 Bye" : "250 2.0.0 Ok");
            }
        }

        private String answer() {
            if (recipient.startsWith("nobody")) {
                return UNKNOWN;
            }
            return recipient.startsWith("busy") ? BUSY : "250 2.1.5 Ok";
        }

        private void say(String line) {
            socket.write(line + "\r\n");
        }
    }

    private void serve(NetSocket socket) {
        var talk = new Talk(socket);
        socket.handler(RecordParser.newDelimited("\r\n", line -> talk.hear(line.toString())));
        socket.closeHandler(_ -> closed.incrementAndGet());
        talk.say("220 mail.example ESMTP");
    }

    public int port() {
        return server.actualPort();
    }

    /// How often it was asked to take mail for somebody.
    public long asked(String recipient) {
        return asked.stream().filter(recipient::equals).count();
    }

    public List<String> taken() {
        return List.copyOf(taken);
    }

    /// How many connections have ended.
    public int closed() {
        return closed.get();
    }

    @Override
    public void close() {
        Patience.await(vertx.close());
    }
}
