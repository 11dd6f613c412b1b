package scheduler.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An SMTP server that goes over to TLS when it is asked to, RFC 3207, and lets nobody log in before that; or that
/// does not offer it.
public final class StartTlsServer implements AutoCloseable {

    private final ServerSocket server;
    private final @Nullable SSLContext keys;
    private final Queue<String> inTheOpen = new ConcurrentLinkedQueue<>();
    private final Queue<String> secured = new ConcurrentLinkedQueue<>();

    /// Without keys it does not offer TLS.
    public StartTlsServer(@Nullable SSLContext keys) throws IOException {
        this.keys = keys;
        this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> greet(socket));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void greet(Socket socket) {
        try (socket) {
            say(socket, "220 localhost ESMTP");
            if (talk(socket, inTheOpen, keys == null ? "250 localhost" : "250-localhost\r\n250 STARTTLS")
                    && keys != null) {
                var over = (SSLSocket) keys.getSocketFactory().createSocket(socket, null, true);
                over.setUseClientMode(false);
                talk(over, secured, "250-localhost\r\n250 AUTH PLAIN");
            }
        } catch (IOException e) {
            // Whoever does not trust it hangs up.
        }
    }

    /// Until it is asked to go over, or nothing more is said.
    private static boolean talk(Socket socket, Queue<String> heard, String welcome) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            heard.add(line);
            switch (line.toUpperCase(Locale.ROOT).replaceFirst("[ :].*", "")) {
                case "EHLO" -> say(socket, welcome);
                case "STARTTLS" -> {
                    say(socket, "220 go on");
                    return true;
                }
                case "AUTH" -> say(socket, "235 welcome");
                case "DATA" -> say(socket, "354 go on");
                case "MAIL", "RCPT", "RSET", "." -> say(socket, "250 localhost");
                case "QUIT" -> say(socket, "221 good bye");
                default -> {
                    // It is in the middle of a mail.
                }
            }
        }
        return false;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public int port() {
        return server.getLocalPort();
    }

    /// What everybody on the way could read.
    public List<String> inTheOpen() {
        return List.copyOf(inTheOpen);
    }

    public List<String> secured() {
        return List.copyOf(secured);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
