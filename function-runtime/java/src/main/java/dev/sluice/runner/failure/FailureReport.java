package dev.sluice.runner.failure;

import dev.sluice.core.invocation.FunctionError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what was thrown, or where a thread stands, into the error that its author reads. */
public final class FailureReport {

    private static final int MAX_FRAMES = 20;
    private static final int MAX_CAUSES = 4;
    private static final int MAX_FRAMES_OF_A_CAUSE = 4;
    private static final int MAX_FRAME_CHARS = 500;
    private static final int MAX_MESSAGE_BYTES = 8 * 1024;

    private FailureReport() {}

    /** The type and message of {@code thrown}, the function's own frames, and its causes with theirs. */
    public static FunctionError of(Throwable thrown) {
        List<String> causes = causes(thrown);
        List<String> frames = own(stackOf(thrown), MAX_FRAMES - causes.size());
        frames.addAll(causes);
        return new FunctionError(thrown.getClass().getName(), cut(messageOf(thrown)), frames);
    }

    /** An error with a sentence of ours and the frames at which the function's code stood. */
    public static FunctionError where(String message, StackTraceElement[] stack) {
        return new FunctionError("", cut(message), own(stack, MAX_FRAMES));
    }

    /** An error with a sentence of ours in place of the message of {@code thrown}. */
    public static FunctionError of(Throwable thrown, String message) {
        FunctionError error = of(thrown);
        return new FunctionError(error.type(), cut(message), error.frames());
    }

    private static List<String> causes(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(thrown);
        List<String> lines = new ArrayList<>();
        Throwable cause = thrown.getCause();
        for (int n = 0; n < MAX_CAUSES && cause != null && seen.add(cause); n++) {
            String message = messageOf(cause);
            lines.add(cutFrame("Caused by: " + cause.getClass().getName() + (message.isEmpty() ? "" : ": " + message)));
            lines.addAll(own(stackOf(cause), MAX_FRAMES_OF_A_CAUSE - 1));
            cause = cause.getCause();
        }
        return lines;
    }

    private static List<String> own(StackTraceElement[] stack, int most) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            if (frames.size() == most) {
                break;
            }
            if (isOwn(frame)) {
                frames.add(cutFrame(frame.getClassName() + "." + frame.getMethodName() + place(frame)));
            }
        }
        return frames;
    }

    /** Frames of the JDK lie in named modules, the runner's in its application class loader; all others are the user's. */
    private static boolean isOwn(StackTraceElement frame) {
        return frame.getModuleName() == null && !"app".equals(frame.getClassLoaderName());
    }

    private static String place(StackTraceElement frame) {
        @Nullable String file = frame.getFileName();
        if (file == null) {
            return "(unknown source)";
        }
        return frame.getLineNumber() < 0 ? "(" + file + ")" : "(" + file + ":" + frame.getLineNumber() + ")";
    }

    /** User code may override both of these, and get them wrong. */
    private static StackTraceElement[] stackOf(Throwable thrown) {
        try {
            return thrown.getStackTrace();
        } catch (RuntimeException | StackOverflowError e) {
            return new StackTraceElement[0];
        }
    }

    private static String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException | StackOverflowError e) {
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static String cutFrame(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ');
        return line.length() <= MAX_FRAME_CHARS ? line : line.substring(0, MAX_FRAME_CHARS) + "…";
    }

    private static String cut(String text) {
        if (text.length() <= MAX_MESSAGE_BYTES / 3) {
            return text;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= MAX_MESSAGE_BYTES) {
            return text;
        }
        int end = MAX_MESSAGE_BYTES - 3;
        while ((utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8) + "…";
    }
}
