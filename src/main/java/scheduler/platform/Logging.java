package scheduler.platform;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.Console;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says how the log is written: JSON for machines, plain lines for a person at a terminal. Said in code and not in XML,
/// which takes a third of a second to read on one processor.
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg %kvp%n";

    /// Micrometer warns of gauges that are registered once per event loop, which is as it should be.
    private static final List<String> ERRORS_ONLY = List.of("org.flywaydb", "io.micrometer.core.instrument");

    /// What only a development run and tests bring along.
    private static final List<String> WARNINGS_ONLY = List.of("io.zonky", "org.testcontainers", "tc");

    /// Logback makes one.
    public Logging() {}

    /// Only until the settings are known, and in tests.
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        write(context, lines(context), Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Whether a person is at the other end.
    public static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /// `format` is json, text, or auto: text on a terminal, else JSON.
    public static void use(String format) {
        boolean text = format.equals("text") || (format.equals("auto") && isTerminal());
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        write(context, text ? lines(context) : json(context), Level.INFO);
    }

    private static void write(LoggerContext context, Encoder<ILoggingEvent> encoder, Level least) {
        var out = new ConsoleAppender<ILoggingEvent>();
        out.setContext(context);
        out.setName("out");
        out.setEncoder(encoder);
        out.start();
        ERRORS_ONLY.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        WARNINGS_ONLY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(least);
        root.addAppender(out);
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.start();
        return encoder;
    }
}
