package io.trystero.test.room;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the library logs at WARN and above while a test runs. */
public final class LogLines implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.trystero");
    private final boolean additive = logger.isAdditive();
    private final Level level = logger.getLevel();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    public LogLines() {
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
    }

    /** Returns the lines of one logger. */
    public List<String> of(String area) {
        return appender.list.stream()
                .filter(event -> event.getLoggerName().equals("io.trystero." + area))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Returns the classes of what was logged with a stack by one logger. */
    public List<String> stacks(String area) {
        return appender.list.stream()
                .filter(event ->
                        event.getLoggerName().equals("io.trystero." + area) && event.getThrowableProxy() != null)
                .map(event -> event.getThrowableProxy().getClassName())
                .toList();
    }

    List<ILoggingEvent> errors() {
        return appender.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setAdditive(additive);
        logger.setLevel(level);
    }
}
