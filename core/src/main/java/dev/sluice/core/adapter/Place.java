package dev.sluice.core.adapter;

import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where an instance listens for what is asked of it beside calls: one of the three. */
public record Place(
        @Setting(value = "the sidecar that is asked, where that is reached", otherwise = "the function itself")
        Optional<String> sidecar,

        @Setting(
                value =
                        "the variable that tells the function a port of 127.0.0.1 where it listens, which the platform finds",
                otherwise = "none")
        Optional<String> port,

        @Setting(
                value = "the variable that tells the function the path of a Unix socket where it listens",
                otherwise = "none")
        Optional<String> socket) {

    /** What may be asked for there: {@link #PATH_RULE}. */
    static final String PATH = "/[!-~]{0,255}";

    static final String PATH_RULE = "a path that begins with /, at most 256 characters, none of them blank";

    private static final Pattern VARIABLE = Pattern.compile("(?!SLUICE_)[A-Za-z_][A-Za-z0-9_]{0,127}");

    public Place {
        if (Stream.of(sidecar, port, socket).filter(Optional::isPresent).count() != 1) {
            throw new IllegalArgumentException(
                    "it says not where to ask: give it one of port and socket, the variable by which the program is told"
                            + " where to listen, or sidecar");
        }
        Stream.concat(port.stream(), socket.stream()).forEach(Place::check);
    }

    private static void check(String variable) {
        if (!isVariable(variable)) {
            throw new IllegalArgumentException("'" + variable
                    + "' cannot be the name of a variable: letters, digits and _, not beginning with SLUICE_");
        }
    }

    /** Whether it can be the name of a variable by which a program is told something. */
    static boolean isVariable(String name) {
        return VARIABLE.matcher(name).matches();
    }

    /** As people are told: the words of the setting. */
    @Override
    public String toString() {
        return List.of(sidecar, port, socket).stream()
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }
}
