package dev.sluice.store.catalog;

import dev.sluice.core.catalog.Catalog.Put;
import dev.sluice.core.catalog.FunctionCatalog;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.catalog.FunctionKinds;
import dev.sluice.core.catalog.Revision;
import dev.sluice.core.disk.Disk;
import dev.sluice.store.document.DocumentException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Brings the functions of a home of the first format, {@code functions/<name>.yaml}, into a {@link DirectoryCatalog}. The
 * catalog comes into being whole by one rename; a process that is killed before leaves the old files as they were, and one
 * that is killed after leaves what the next start brings to its end.
 */
public final class FirstFormat {

    private static final System.Logger LOG = System.getLogger(FirstFormat.class.getName());

    private static final String BARRIER = """
            The functions of this home are in the folder 'catalog'. Gateways that look for them here are too old for it: they
            would find none, and delete the code. That this is a file stops them.
            """;

    private FirstFormat() {}

    /**
     * Leaves a home whose functions are in {@code catalog}, if there are any; those of the first format stay in {@code
     * functions.before-catalog}, which nobody reads again.
     */
    public static void leave(Path home) {
        Path old = home.resolve("functions");
        Path catalog = home.resolve("catalog");
        try {
            Disk.deleteUnfinished(home);
            if (Files.isDirectory(old)) {
                if (!Files.exists(catalog)) {
                    bring(home, old, catalog);
                }
                Disk.move(old, Disk.free(home.resolve("functions.before-catalog")));
                Disk.sync(home);
            }
            if (!Files.exists(old)) {
                Disk.replace(old, BARRIER.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw Disk.failure("cannot bring the functions in " + old + " into " + catalog, e);
        }
    }

    private static void bring(Path home, Path old, Path catalog) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(old)) {
            files = all.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        if (!files.isEmpty()) {
            LOG.log(Level.INFO, "Bringing {0} functions of an older gateway into {1}.", files.size(), catalog);
        }
        Path unfinished = Disk.ownFolder(Disk.unfinished(home));
        try (DirectoryCatalog resources = new DirectoryCatalog(unfinished, FunctionKinds.ALL)) {
            FunctionCatalog functions = new FunctionCatalog(resources);
            for (Path file : files) {
                bring(file, functions);
            }
        }
        Disk.move(unfinished, catalog);
        Disk.sync(home);
    }

    private static void bring(Path file, FunctionCatalog functions) throws IOException {
        try {
            FunctionHistory history = HistoryDocument.read(Files.readString(file));
            if (!file.endsWith(history.name() + ".yaml")) {
                throw new IllegalArgumentException("it describes " + history.name());
            }
            if (!(functions.put(history, Revision.NONE) instanceof Put.Done)) {
                throw new IllegalStateException("two files of one name: " + file);
            }
        } catch (DocumentException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | CharacterCodingException e) {
            LOG.log(
                    Level.ERROR,
                    "The function in {0} cannot be loaded: {1}. The file goes to functions.before-catalog; deploy the function"
                            + " anew.",
                    file,
                    e.getMessage());
        }
    }
}
