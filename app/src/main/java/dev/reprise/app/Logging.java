package dev.reprise.app;

import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Has logs written to standard error, as {@code LOG_FORMAT} and {@code LOG_LEVEL} say, which {@link Main} puts into the
 * system properties of these names. Logback finds it before the first line; a file would have its parser loaded at each
 * start. Who names one with {@code logback.configurationFile} gets that.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0}"
            + " - %msg%replace( %kvp{NONE}){'^ $', ''}%n";

    private static final Map<String, Level> QUIETER = Map.of("org.eclipse.jetty", Level.WARN, "io.javalin", Level.WARN,
            // Says what Main says when the server cannot listen.
            "io.javalin.Javalin", Level.OFF);

    /** For Logback. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(logs);
        stderr.setTarget("System.err");
        stderr.setEncoder(System.getProperty("LOG_FORMAT", "text").equals("json") ? json(logs) : text(logs));
        stderr.start();
        QUIETER.forEach((name, level) -> logs.getLogger(name).setLevel(level));
        Logger root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("LOG_LEVEL"), Level.INFO));
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext logs) {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(logs);
        text.setPattern(LINE);
        text.start();
        return text;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext logs) {
        JsonEncoder json = new JsonEncoder();
        json.setContext(logs);
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithContext(false);
        json.setWithMDC(false);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithFormattedMessage(true);
        json.start();
        return json;
    }
}
