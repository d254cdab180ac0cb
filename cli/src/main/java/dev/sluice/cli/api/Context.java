package dev.sluice.cli.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A platform that this user has given a name: where it is, and how he is known there.
 *
 * @param token kept as it is; empty if there is none, or it is in {@code tokenFile}
 * @param tokenFile a file whose content is the token whenever that is needed
 * @param namespace where functions are looked for unless a command says otherwise
 */
public record Context(
        String name, String url, Optional<String> token, Optional<Path> tokenFile, Optional<String> namespace) {

    /** What the platform of this machine is called, as the variables and the home folder tell it. */
    public static final String LOCAL = "local";

    public Context {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}") || name.equals(LOCAL)) {
            throw CommandException.usage(
                    "'" + name + "' is no name for a context: allowed are 1 to 63 letters, digits, '.',"
                            + " '_' and '-', other than " + LOCAL + ", which is the platform of this machine.");
        }
        if (token.isPresent() && tokenFile.isPresent()) {
            throw CommandException.usage("A context has its token from --token or from --token-file, not from both.");
        }
    }

    /** The token as it is now. */
    Optional<String> secret() {
        return tokenFile.map(this::read).or(() -> token);
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw CommandException.machine("Cannot read " + file + ", which has the token of the context " + name + ": "
                    + (Files.exists(file) ? "it is not readable for this user." : "there is no such file."));
        }
    }
}
