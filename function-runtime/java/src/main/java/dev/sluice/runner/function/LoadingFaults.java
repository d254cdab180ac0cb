package dev.sluice.runner.function;

import java.lang.reflect.InvocationTargetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the real cause in what the JVM throws while a class is loaded, initialised or made. */
final class LoadingFaults {

    private static final Pattern NEWER = Pattern.compile("class file version (\\d+)\\.\\d+");
    private static final Pattern PREVIEW = Pattern.compile("Preview features are not enabled for ([^ ]+) ");
    private static final int FIRST_CLASS_FILE_VERSION = 44;

    private LoadingFaults() {}

    /**
     * What to tell the author of {@code handler} about {@code thrown}.
     *
     * @param doing the step that failed, as the subject of a sentence: {@code the constructor of com.acme.Orders}
     */
    static SpecialisationException explain(Throwable thrown, String handler, String doing) {
        Throwable real = unwrap(thrown);
        return switch (real) {
            case UnsupportedClassVersionError e -> newer(e, handler);
            case ClassFormatError e ->
                SpecialisationException.of(
                        StartFault.BAD_ARTIFACT,
                        e,
                        "a class file that " + handler + " needs is damaged: " + e.getMessage(),
                        "build the artifact again from scratch");
            case VerifyError e ->
                SpecialisationException.of(
                        StartFault.BAD_ARTIFACT,
                        e,
                        "a class that " + handler + " needs is not valid: " + firstLine(e),
                        "libraries of versions that do not fit each other are a common cause");
            case NoClassDefFoundError e -> missing(e, missingClass(e), handler, doing);
            case TypeNotPresentException e -> missing(e, e.typeName(), handler, doing);
            case ClassNotFoundException e -> missing(e, firstLine(e), handler, doing);
            case OutOfMemoryError e -> throw e;
            default ->
                SpecialisationException.threw(
                        StartFault.INITIALISER_FAILED,
                        real,
                        doing + " threw; the frames say where, and the causes why");
        };
    }

    /** Takes off what reflection and class initialisation wrap around the real cause. */
    static Throwable unwrap(Throwable thrown) {
        Throwable real = thrown;
        while ((real instanceof InvocationTargetException || real instanceof ExceptionInInitializerError)
                && real.getCause() != null) {
            real = real.getCause();
        }
        return real;
    }

    private static SpecialisationException missing(Throwable e, String name, String handler, String doing) {
        if (name.isEmpty()) {
            return SpecialisationException.threw(
                    StartFault.INITIALISER_FAILED, e, doing + " threw; the frames say where, and the causes why");
        }
        return SpecialisationException.of(
                StartFault.CLASS_NOT_FOUND,
                e,
                "the class " + name + ", which " + handler + " needs, is not in the artifact",
                "put the library that has it into the jar, with its own dependencies");
    }

    /** The JVM names it {@code com/acme/Gone}; for a class whose initialiser failed before it says so in a sentence. */
    private static String missingClass(NoClassDefFoundError e) {
        String message = firstLine(e);
        if (message.startsWith("Could not initialize class") || message.isEmpty() || message.indexOf(' ') >= 0) {
            return "";
        }
        return message.replace('/', '.');
    }

    private static SpecialisationException newer(UnsupportedClassVersionError e, String handler) {
        Matcher preview = PREVIEW.matcher(String.valueOf(e.getMessage()));
        if (preview.find()) {
            return SpecialisationException.badArtifact(
                    preview.group(1).replace('/', '.')
                            + " was compiled with preview features of Java, which are off here",
                    "compile it without --enable-preview");
        }
        Matcher matcher = NEWER.matcher(String.valueOf(e.getMessage()));
        String compiledFor = matcher.find()
                ? "Java " + (Integer.parseInt(matcher.group(1)) - FIRST_CLASS_FILE_VERSION)
                : "a newer Java";
        int runs = Runtime.version().feature();
        String subject = String.valueOf(e.getMessage()).split(" ", 2)[0].replace('/', '.');
        return SpecialisationException.badArtifact(
                (subject.isEmpty() ? handler : subject) + " was compiled for " + compiledFor
                        + ", but this runtime is Java " + runs,
                "compile with --release " + runs + " or lower");
    }

    private static String firstLine(Throwable e) {
        @Nullable String message = e.getMessage();
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
