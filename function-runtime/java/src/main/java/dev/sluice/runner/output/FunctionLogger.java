package dev.sluice.runner.output;

import dev.sluice.core.protocol.Frame.LogSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The logger that a function is given: from {@code DEBUG} upwards, filed at once. Thread-safe. */
public final class FunctionLogger implements System.Logger {

    private final String name;
    private final Supplier<FunctionLog> log;

    public FunctionLogger(String name, Supplier<FunctionLog> log) {
        this.name = name;
        this.log = log;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= Level.DEBUG.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (!isLoggable(level)) {
            return;
        }
        StringWriter text = new StringWriter();
        text.write(localised(bundle, message));
        if (thrown != null) {
            text.write('\n');
            thrown.printStackTrace(new PrintWriter(text, true));
        }
        log.get().log(source(level), text.toString());
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... params) {
        if (!isLoggable(level)) {
            return;
        }
        String pattern = localised(bundle, format);
        log.get().log(source(level), params == null || params.length == 0 ? pattern : formatted(pattern, params));
    }

    private static String formatted(String pattern, @Nullable Object... params) {
        try {
            return MessageFormat.format(pattern, params);
        } catch (IllegalArgumentException e) {
            return pattern;
        }
    }

    private static String localised(@Nullable ResourceBundle bundle, @Nullable String message) {
        if (bundle == null || message == null) {
            return String.valueOf(message);
        }
        try {
            return bundle.getString(message);
        } catch (MissingResourceException | ClassCastException e) {
            return message;
        }
    }

    private static LogSource source(Level level) {
        return switch (level) {
            case ALL, TRACE, DEBUG -> LogSource.DEBUG;
            case INFO -> LogSource.INFO;
            case WARNING -> LogSource.WARN;
            case ERROR, OFF -> LogSource.ERROR;
        };
    }
}
