package dev.sluice.gateway.inspect.jar;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the classes of a jar lie for the runtime's release: in a multi-release jar some have a version of their own (JAR File Specification). */
final class VersionedNames {

    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/([1-9][0-9]{0,3})/(.+)");
    private static final int RELEASE = ClassFacts.NEWEST_MAJOR - 44;

    private final boolean multiRelease;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, Integer> releases = new HashMap<>();

    VersionedNames(boolean multiRelease) {
        this.multiRelease = multiRelease;
    }

    /** {@code name}: as the jar has it; {@code file}: where it is to be read. */
    void add(String name, String file) {
        Matcher matcher = VERSIONED.matcher(name);
        boolean versioned = matcher.matches();
        int release = versioned ? Integer.parseInt(matcher.group(1)) : 0;
        String plain = versioned ? matcher.group(2) : name;
        boolean counts = versioned
                ? multiRelease && release <= RELEASE && !plain.startsWith("META-INF/")
                : !plain.startsWith("META-INF/");
        if (!counts || !isClass(plain)) {
            return;
        }
        String internal = plain.substring(0, plain.length() - ".class".length());
        if (release >= releases.getOrDefault(internal, -1)) {
            releases.put(internal, release);
            files.put(internal, file);
        }
    }

    static boolean isClass(String file) {
        return file.endsWith(".class") && !file.endsWith("-info.class");
    }

    /** Internal name to file. */
    Map<String, String> classes() {
        return files;
    }
}
