package dev.syncline.service;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/** What is logged in one category meanwhile, down to what helps only to find faults. */
final class LoggedLines extends Handler implements AutoCloseable {

    private final List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final java.util.logging.Level before;

    private LoggedLines(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
    }

    static LoggedLines of(String category) {
        Logger logger = Logger.getLogger(category);
        LoggedLines lines = new LoggedLines(logger);
        logger.setLevel(Level.DEBUG);
        logger.addHandler(lines);
        return lines;
    }

    List<ExtLogRecord> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(ExtLogRecord.wrap(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
