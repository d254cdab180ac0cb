package dev.sluice.cli.api;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The contexts of this user, in one JSON file that nobody else can read, for it may hold tokens. A change is written to a new file
 * that takes the place of the old one, and one command at a time makes one.
 */
public final class Contexts {

    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Path file;

    /** @param config the folder with the settings of this user's programs */
    Contexts(Path config) {
        this.file = config.resolve("sluice").resolve("contexts.json");
    }

    /**
     * What the file says.
     *
     * @param used the one that is in use; empty for the platform of this machine
     */
    private record Content(List<Context> all, Optional<String> used) {}

    public Path file() {
        return file;
    }

    public List<Context> all() {
        return read().all();
    }

    /** The one that commands go to unless they say otherwise; empty for the platform of this machine. */
    public Optional<Context> used() {
        Content content = read();
        return content.used().map(name -> find(content, name));
    }

    /**
     * The one of this name; empty for the platform of this machine.
     *
     * @throws CommandException if there is none
     */
    Optional<Context> named(String name) {
        return name.equals(Context.LOCAL) ? Optional.empty() : Optional.of(find(read(), name));
    }

    public void add(Context context) {
        change(content -> {
            if (content.all().stream().anyMatch(other -> other.name().equals(context.name()))) {
                throw CommandException.usage("There is a context " + context.name()
                        + " already: ./sluice context remove " + context.name() + " makes room.");
            }
            List<Context> more = new ArrayList<>(content.all());
            more.add(context);
            return new Content(more, content.used());
        });
    }

    /** From now on commands go to this one unless they say otherwise. */
    public void use(String name) {
        change(content -> new Content(
                content.all(),
                name.equals(Context.LOCAL)
                        ? Optional.empty()
                        : Optional.of(find(content, name).name())));
    }

    /** Removes it; if it is in use, commands go to the platform of this machine from now on. */
    public void remove(String name) {
        change(content -> {
            Context gone = find(content, name);
            return new Content(
                    content.all().stream().filter(other -> !other.equals(gone)).toList(),
                    content.used().filter(used -> !used.equals(name)));
        });
    }

    private static Context find(Content content, String name) {
        return content.all().stream()
                .filter(context -> context.name().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandException.usage(
                        "There is no context " + name + ": ./sluice context list shows those that there are."));
    }

    private Content read() {
        if (!Files.exists(file)) {
            return new Content(List.of(), Optional.empty());
        }
        try {
            Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
            others.retainAll(OTHERS);
            if (!others.isEmpty()) {
                throw CommandException.machine(
                        "Others than you may open " + file + ", which may hold tokens: chmod 600 " + file + ".");
            }
            Doc doc = Doc.parse(Files.readString(file));
            return new Content(
                    doc.docs("contexts").stream().map(Contexts::context).toList(), text(doc, "used"));
        } catch (IOException e) {
            throw CommandException.machine("Cannot read " + file + ": " + e.getMessage() + ".");
        } catch (IllegalArgumentException e) {
            throw CommandException.machine("Cannot read " + file + ": it is " + e.getMessage() + ".");
        }
    }

    private static Context context(Doc doc) {
        return new Context(
                doc.text("name"),
                doc.text("url"),
                text(doc, "token"),
                text(doc, "tokenFile").map(Path::of),
                text(doc, "namespace"));
    }

    private static Optional<String> text(Doc doc, String name) {
        return Optional.of(doc.text(name)).filter(text -> !text.isEmpty());
    }

    private void change(UnaryOperator<Content> change) {
        Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
        try {
            Files.createDirectories(folder);
            Path lockFile = folder.resolve("contexts.lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                write(change.apply(read()), folder);
            }
        } catch (IOException e) {
            throw CommandException.machine("Cannot write " + file + ": " + e.getMessage() + ".");
        }
    }

    private void write(Content content, Path folder) throws IOException {
        Path fresh = Files.createTempFile(folder, ".contexts", "", PosixFilePermissions.asFileAttribute(OWN));
        try {
            Files.writeString(fresh, json(content));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String json(Content content) {
        JsonObject document = new JsonObject();
        content.used().ifPresent(name -> document.addProperty("used", name));
        JsonArray all = new JsonArray();
        for (Context context : content.all()) {
            JsonObject one = new JsonObject();
            one.addProperty("name", context.name());
            one.addProperty("url", context.url());
            context.token().ifPresent(token -> one.addProperty("token", token));
            context.tokenFile().ifPresent(path -> one.addProperty("tokenFile", path.toString()));
            context.namespace().ifPresent(namespace -> one.addProperty("namespace", namespace));
            all.add(one);
        }
        document.add("contexts", all);
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(document) + "\n";
    }
}
