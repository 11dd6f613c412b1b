package scheduler.platform;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.Console;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Says how the log is written: JSON for machines, plain lines for a person at a terminal.
public final class Logging {

    private Logging() {}

    /// Whether a person is at the other end.
    public static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /// `format` is json, text, or auto: text on a terminal, else JSON.
    public static void use(String format) {
        boolean text = format.equals("text") || (format.equals("auto") && isTerminal());
        var file = text ? "/logback-text.xml" : "/logback-json.xml";
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Logging.class.getResource(file));
        } catch (JoranException e) {
            throw new IllegalStateException("the log cannot be set up", e);
        }
    }
}
