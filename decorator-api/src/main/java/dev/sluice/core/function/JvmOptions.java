package dev.sluice.core.function;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which options of the JVM a function may choose. What the platform itself sets, and all that reads or writes files, is not among them. */
public final class JvmOptions {

    /** How many a function may have. */
    public static final int MOST = 32;

    /** Waits for a debugger of this machine alone, and does not hold up the start: nobody could attach to a trial in time. */
    private static final String DEBUGGER = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:";

    public static final String RULE =
            "at most " + MOST + " of --enable-preview, --add-opens=, --add-exports=, --add-reads=,"
                    + " --add-modules=, -Dname=value, -ea, -Xss, -Xmx, -XX:MaxDirectMemorySize=, -XX:MaxMetaspaceSize=,"
                    + " -XX:ReservedCodeCacheSize=, -XX:ActiveProcessorCount= and " + DEBUGGER
                    + "PORT, each of 1024 characters at most";

    private static final int LONGEST = 1_024;
    private static final String SIZE = "[1-9][0-9]{0,8}[kKmMgG]?";
    private static final String PACKAGE = "[A-Za-z][A-Za-z0-9_.]*/[A-Za-z][A-Za-z0-9_.]*=[A-Za-z][A-Za-z0-9_.,-]*";
    private static final Pattern ALLOWED = Pattern.compile("--enable-preview"
            + "|--add-(opens|exports)=" + PACKAGE
            + "|--add-reads=[A-Za-z][A-Za-z0-9_.]*=[A-Za-z][A-Za-z0-9_.,-]*"
            + "|--add-modules=[A-Za-z][A-Za-z0-9_.,-]*"
            + "|--enable-native-access=ALL-UNNAMED"
            + "|-(ea|da|esa|dsa|enableassertions|disableassertions)(:[A-Za-z0-9_.$]+)?"
            + "|-D[A-Za-z_][A-Za-z0-9_.-]*(=[^\\p{Cntrl}]*)?"
            + "|-X(ss|mx)" + SIZE
            + "|-XX:(MaxDirectMemorySize|MaxMetaspaceSize|ReservedCodeCacheSize)=" + SIZE
            + "|-XX:ActiveProcessorCount=[1-9][0-9]{0,2}"
            + "|" + Pattern.quote(DEBUGGER) + "[0-9]{1,5}");

    /** Properties that decide how the runner itself is put together. */
    private static final Pattern PLATFORM = Pattern.compile(
            "-D(java\\.system\\.class\\.loader|java\\.class\\.path|java\\.home|java\\.library\\.path\\.boot"
                    + "|java\\.security\\.manager|jdk\\.module\\..*|jdk\\.virtualThreadScheduler\\..*|sluice\\..*)(=.*)?");

    private JvmOptions() {}

    /** What is wrong with these options, if anything is. */
    public static Optional<String> problem(List<String> options) {
        if (options.size() > MOST) {
            return Optional.of("there are " + options.size() + " options of the JVM");
        }
        return options.stream()
                .filter(option -> !isAllowed(option))
                .findFirst()
                .map(option ->
                        "'" + TreeValues.shown(option) + "' is not an option of the JVM that a function may have");
    }

    private static boolean isAllowed(String option) {
        return option.length() <= LONGEST
                && ALLOWED.matcher(option).matches()
                && !PLATFORM.matcher(option).matches();
    }
}
