package dev.sluice.gateway.catalog;

import dev.sluice.core.catalog.Catalog.Stored;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.catalog.DirectoryCatalog.Held;
import dev.sluice.gateway.disk.Disk;
import dev.sluice.gateway.document.DocumentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads all files of a catalog's folder once, on all cores. */
final class CatalogLoad {

    private static final System.Logger LOG = System.getLogger(DirectoryCatalog.class.getName());

    private final ConcurrentSkipListMap<String, Held> functions = new ConcurrentSkipListMap<>();
    private final List<Path> damaged = Collections.synchronizedList(new ArrayList<>());
    // Many functions have equal specs: one of each is held.
    private final Map<String, FunctionSpec> specs = new ConcurrentHashMap<>();

    CatalogLoad(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(DirectoryCatalog.SUFFIX)).toList().parallelStream()
                    .forEach(this::load);
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + folder, e);
        }
    }

    ConcurrentSkipListMap<String, Held> functions() {
        return functions;
    }

    List<Path> damaged() {
        return List.copyOf(damaged);
    }

    /** Reads one file; fails with {@link DamagedException} if it cannot be understood. */
    static Stored read(Path file) throws IOException {
        return understood(
                file, FunctionDocument::read, stored -> stored.history().name());
    }

    private void load(Path file) {
        try {
            Held held = understood(file, this::held, each -> each.live().function());
            functions.put(held.live().function().value(), held);
        } catch (DamagedException e) {
            setAside(file, e);
        } catch (IOException e) {
            throw Disk.failure("cannot read " + file, e);
        }
    }

    private Held held(String text) throws DocumentException {
        Optional<WrittenHistory> written = WrittenHistory.scan(text);
        if (written.isEmpty()) {
            Stored stored = FunctionDocument.read(text);
            return Held.of(stored.history(), Long.parseLong(stored.revision().value()));
        }
        WrittenHistory history = written.get();
        FunctionVersion live = new FunctionVersion(
                history.name(), history.live(), history.artifact(), spec(history.spec()), history.createdAt());
        return Held.of(live, history.revision(), history.artifacts());
    }

    private FunctionSpec spec(String text) throws DocumentException {
        FunctionSpec known = specs.get(text);
        if (known != null) {
            return known;
        }
        FunctionSpec spec = FunctionDocument.spec(text);
        FunctionSpec first = specs.putIfAbsent(text, spec);
        return first == null ? spec : first;
    }

    private interface Understanding<T> {
        T of(String text) throws DocumentException;
    }

    private static <T> T understood(Path file, Understanding<T> understanding, Function<T, FunctionName> named)
            throws IOException {
        try {
            T content = understanding.of(Files.readString(file));
            if (!file.endsWith(named.apply(content) + DirectoryCatalog.SUFFIX)) {
                throw new DamagedException(file, "it describes " + named.apply(content));
            }
            return content;
        } catch (DocumentException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | CharacterCodingException e) {
            throw new DamagedException(file, String.valueOf(e.getMessage()));
        }
    }

    private void setAside(Path file, DamagedException why) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        for (int i = 2; Files.exists(aside); i++) {
            aside = file.resolveSibling(file.getFileName() + ".damaged-" + i);
        }
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.failure("cannot move the damaged file " + file + " aside", e);
        }
        damaged.add(aside);
        LOG.log(
                System.Logger.Level.ERROR,
                "The function in {0} cannot be loaded: {1}. The file is now {2}; mend it, take the ending off its name and"
                        + " start again, or deploy the function anew.",
                file,
                why.getReason(),
                aside);
    }

    /** A file that is there and readable but makes no sense. */
    static final class DamagedException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        DamagedException(Path file, String why) {
            super(file.toString(), null, why);
        }
    }
}
