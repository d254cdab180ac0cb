package dev.sluice.cli.image;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.folder.TarWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The live version of a function as a platform of this machine keeps it, which the platform describes.
 *
 * @param home the folder of what it keeps, or of what it shares
 * @param namespace {@code default} for the default one
 * @param described what the API answers for {@code /functions/NAME}
 */
record StoredFunction(Path home, String namespace, Doc described) {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String PLACE = "opt/sluice/function/";

    String name() {
        return described.text("name");
    }

    /** With its namespace, as the gateway's setting wants it. */
    String fullName() {
        return namespace.equals("default") ? name() : namespace + "/" + name();
    }

    String version() {
        return described.text("version");
    }

    String runtime() {
        return described.text("runtime");
    }

    /** Whether it has triggers, which need a Kafka. */
    boolean hasTriggers() {
        return !described.doc("spec").docs("triggers").isEmpty();
    }

    /** A home with this version of it and nothing else, and which secrets it wants in which variables. */
    LayerFiles layer() throws IOException {
        String digest = described.text("digest");
        if (digest.isEmpty()) {
            throw CommandException.usage("'" + name() + "' stands for " + described.text("upstream")
                    + " and has no code that an image could hold.");
        }
        String record = record(digest);
        Path code = home.resolve("artifacts").resolve(digest.substring(digest.indexOf(':') + 1));
        if (!Files.isDirectory(code)) {
            throw notHere(code);
        }
        LayerFiles files = new LayerFiles()
                .text(PLACE + "format", Files.readString(home.resolve("format")), TarWriter.PLAIN)
                .text(PLACE + "catalog/functions/" + namespace + "/" + name() + ".yaml", record, TarWriter.PLAIN)
                .tree(PLACE + "artifacts/" + code.getFileName(), code)
                .text("opt/sluice/secrets", secrets(), TarWriter.PLAIN);
        Path decorators = home.resolve("decorators");
        if (Files.isDirectory(decorators)) {
            files.tree(PLACE + "decorators", decorators);
        }
        return files;
    }

    /** What the catalog says of it, without versions that the image has not. */
    private String record(String digest) throws IOException {
        Path file = home.resolve("catalog/functions").resolve(namespace).resolve(name() + ".yaml");
        if (!Files.exists(file)) {
            throw notHere(file);
        }
        List<String> lines = Files.readAllLines(file);
        if (!lines.contains("  artifact: " + digest) || !lines.contains("  live: " + version())) {
            throw CommandException.machine(
                    "What " + file + " says of '" + name() + "' is not version " + version()
                            + ", which the platform told of: it was deployed meanwhile, or SLUICE_HOME is that of another platform.");
        }
        return String.join("\n", onlyLive(lines)) + "\n";
    }

    private List<String> onlyLive(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean inVersions = false;
        boolean isLive = true;
        for (String line : lines) {
            if (line.startsWith("  - number: ") && inVersions) {
                isLive = line.equals("  - number: " + version());
            } else if (!line.startsWith("    ")) {
                inVersions = line.equals("  versions:");
                isLive = true;
            }
            if (isLive) {
                kept.add(line);
            }
        }
        return kept;
    }

    private String secrets() {
        Doc secrets = described.doc("spec").doc("secrets");
        Map<String, String> lines = new TreeMap<>();
        for (String variable : secrets.names()) {
            if (!VARIABLE.matcher(variable).matches()) {
                throw CommandException.usage(
                        "'" + name() + "' has the secret " + secrets.text(variable)
                                + " in the variable '" + variable
                                + "', which no shell could set: an image takes secrets from variables of letters, digits and '_'.");
            }
            lines.put(namespace + "." + secrets.text(variable), variable);
        }
        StringBuilder text = new StringBuilder();
        lines.forEach((file, variable) ->
                text.append(file).append(' ').append(variable).append('\n'));
        return text.toString();
    }

    private CommandException notHere(Path missing) {
        return CommandException.machine("The code of '" + name() + "' is not on this machine: there is no " + missing
                + ". Make the image where the platform runs, with SLUICE_HOME as it has it.");
    }
}
