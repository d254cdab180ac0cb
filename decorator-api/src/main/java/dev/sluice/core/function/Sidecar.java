package dev.sluice.core.function;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A program that runs beside each instance of a function, from before its start until after its end.
 *
 * @param name its own, one among the sidecars of a function
 * @param command a program and its arguments: {@code ./a} or {@code a/b} is a file of the function's folder, a name without
 *     {@code /} a program of the machine
 * @param environment what it sees beside, and in the place of, the variables of the function
 * @param memory what it may use in all
 */
public record Sidecar(
        String name,
        List<String> command,
        Address address,
        Health health,
        Map<String, String> environment,
        MemorySize memory) {

    /** How many a function may have. */
    public static final int MOST = 8;

    /** How many words a command may have. */
    public static final int MOST_WORDS = 64;

    /** What a name may be, for people. */
    public static final String NAME_RULE = "1 to 20 lower-case letters, digits and single '-', beginning with a letter";

    /** The same as a regular expression. */
    public static final String NAME_FORM = "(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*";

    /** What a spec that says nothing gets. */
    public static final MemorySize DEFAULT_MEMORY = new MemorySize(64);

    /** What begins the name of the variable that tells where a sidecar is reached. */
    public static final String VARIABLE_PREFIX = "SLUICE_SIDECAR_";

    private static final Pattern NAME = Pattern.compile(NAME_FORM);
    private static final Pattern WORD = Pattern.compile("[^\\x00]{0,4096}");

    public Sidecar {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + TreeValues.shown(name) + "' cannot be the name of a sidecar: " + NAME_RULE);
        }
        check(name, command);
        if (address == Address.NONE && !(health instanceof Health.None)) {
            throw new IllegalArgumentException(
                    "the sidecar '" + name
                            + "' has no address, so nothing can be asked for its health: write health: none, or give it an address");
        }
    }

    private static void check(String name, List<String> command) {
        if (command.isEmpty() || command.size() > MOST_WORDS) {
            throw new IllegalArgumentException(
                    "the command of the sidecar '" + name + "' must have 1 to " + MOST_WORDS + " words");
        }
        if (!command.stream().allMatch(word -> WORD.matcher(word).matches())) {
            throw new IllegalArgumentException("the command of the sidecar '" + name
                    + "' has a word of more than 4096 characters, or with a NUL in it");
        }
        String program = command.getFirst();
        if (program.isBlank()
                || program.startsWith("/")
                || List.of(program.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException("the command of the sidecar '" + name + "' begins with '"
                    + TreeValues.shown(program)
                    + "': write ./x for a file of the function's folder, or the bare name of a"
                    + " program of the machine");
        }
    }

    /** The variable by which the function and the sidecars are told where it is reached. */
    public String variable() {
        return variable(name);
    }

    /** The same of the sidecar with this name. */
    public static String variable(String name) {
        return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Whether its program is a file of the function's folder, not one of the machine. */
    public boolean isInFolder() {
        return command.getFirst().contains("/");
    }

    /** Where it is reached. */
    public enum Address {

        /** At a Unix socket in the folder of the instance. */
        SOCKET,

        /** At a port of 127.0.0.1, with a token that callers show it. */
        PORT,

        /** Nowhere: it works by itself. */
        NONE
    }

    /** What tells that it can be used. */
    public sealed interface Health {

        /** It takes connections. */
        record Connect() implements Health {}

        /** It answers {@code GET path} with a status below 300. */
        record Answers(String path) implements Health {

            private static final Pattern PATH = Pattern.compile("/[!-~]{0,255}");

            public Answers {
                if (!PATH.matcher(path).matches()) {
                    throw new IllegalArgumentException(
                            "'" + TreeValues.shown(path)
                                    + "' is no path of a request: it begins with / and has at most 256 characters, none of them blank");
                }
            }
        }

        /** That it was started. */
        record None() implements Health {}

        /** Reads what {@link #written} writes; throws {@link IllegalArgumentException} for anything else. */
        static Health of(String written) {
            return switch (written) {
                case "connect" -> new Connect();
                case "none" -> new None();
                default -> new Answers(written);
            };
        }

        /** As people write it: {@code connect}, {@code none}, or a path. */
        default String written() {
            return switch (this) {
                case Connect() -> "connect";
                case None() -> "none";
                case Answers(String path) -> path;
            };
        }
    }
}
