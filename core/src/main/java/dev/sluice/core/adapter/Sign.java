package dev.sluice.core.adapter;

import dev.sluice.core.function.Sidecar;
import dev.sluice.core.function.TreeValues;
import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Map;

/** What shows that an instance is healthy. */
public sealed interface Sign {

    /** It answers {@code GET path} with 2xx. */
    record Http(
            @Setting("where it is asked") Place at,

            @Setting(
                    value = "the path that is asked for",
                    pattern = Place.PATH,
                    patternRule = Place.PATH_RULE,
                    otherwise = "/")
            String path)
            implements Sign {}

    /** It takes connections. */
    record Tcp(@Setting("where it is asked") Place at) implements Sign {}

    /** A program that is run beside it ends with exit code 0 within 5 s. */
    record Script(
            @Setting(
                    value =
                            "the program and its arguments, a list or one text: `./x` is a file of the function's folder, `x` a program"
                                    + " of the machine that `sluice.sidecars.programs` names",
                    least = "1",
                    most = "64",
                    separator = "\\s+",
                    inShort = true)
            List<String> command)
            implements Sign {

        public Script {
            if (command.getFirst().startsWith("/")
                    || List.of(command.getFirst().split("/", -1)).contains("..")) {
                throw new IllegalArgumentException(
                        "the command begins with '" + TreeValues.shown(command.getFirst())
                                + "': write ./x for a file of the function's folder, or the bare name of a program of the machine");
            }
        }

        /** As a sidecar would be, which has neither an address nor a life of its own. */
        public Sidecar program() {
            return new Sidecar(
                    "health",
                    command,
                    Sidecar.Address.NONE,
                    new Sidecar.Health.None(),
                    Map.of(),
                    Sidecar.DEFAULT_MEMORY);
        }
    }

    /** It has printed a line, once; is not asked again. */
    record Log(
            @Setting(value = "an expression of RE2 that the line has in it", inShort = true)
            Expression pattern) implements Sign {}
}
