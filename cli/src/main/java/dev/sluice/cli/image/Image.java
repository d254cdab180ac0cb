package dev.sluice.cli.image;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.disk.Folders;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.start.Checkout;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an image of the live version of a function, which runs wherever containers do and answers at {@code $PORT}. */
@Command(
        name = "image",
        description = "Makes an image of a function that runs wherever containers do, and answers its calls at $PORT.")
public final class Image implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "NAME", description = "The function, as it is deployed on the platform of this machine.")
    String name = "";

    @Option(names = "--layout", paramLabel = "FOLDER", description = "Writes it as an OCI image layout.")
    Optional<Path> folder = Optional.empty();

    @Option(
            names = "--tar",
            paramLabel = "FILE",
            description = "Writes it as one file, for docker load, podman load and skopeo.")
    Optional<Path> tar = Optional.empty();

    @Option(
            names = "--push",
            paramLabel = "IMAGE",
            description = "Pushes it to a registry, as in registry.example.org/team/hello:1.")
    Optional<String> pushed = Optional.empty();

    @Option(
            names = "--base",
            paramLabel = "FOLDER|IMAGE",
            description =
                    "An image to stand on, an OCI image layout or one in a registry, with a JDK at its JAVA_HOME and a shell. Default: one"
                            + " of packages of this machine's Debian and of the JDK here.")
    Optional<String> base = Optional.empty();

    public Image(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (folder.isEmpty() && tar.isEmpty() && pushed.isEmpty()) {
            throw CommandException.usage(
                    "Say where the image goes: --layout FOLDER, --tar FILE, --push IMAGE, or several of them.");
        }
        Optional<Reference> target = pushed.map(Reference::parse);
        Checkout checkout = Checkout.of(session.endpoint());
        Platform platform = session.platform();
        StoredFunction function = new StoredFunction(
                session.endpoint().shared().orElseGet(session.endpoint()::home),
                platform.namespace().isEmpty() ? "default" : platform.namespace(),
                Doc.parse(platform.text(Request.get("/functions/" + Platform.encoded(name)))));
        folder.ifPresent(Image::checkFolder);
        tar.ifPresent(Image::checkFile);
        try {
            make(function, checkout, target);
        } catch (IOException e) {
            throw CommandException.machine("The image cannot be made: " + e.getMessage() + ".");
        }
        return Exit.OK;
    }

    private void make(StoredFunction function, Checkout checkout, Optional<Reference> target)
            throws IOException, InterruptedException {
        // What cannot be is told before the work of minutes begins.
        LayerFiles code = function.layer();
        Path runtime = checkout.runtimeOf(Interpreter.language(function.runtime()));
        Interpreter interpreter = base.isPresent() ? Interpreter.NONE : Interpreter.of(function.runtime(), runtime);
        if (target.isPresent()) {
            try (Registry registry = Registry.toPush(target.get(), credentials(target.get()))) {
                registry.check();
            }
        }
        Path work = folder.isPresent()
                ? folder.get()
                        .toAbsolutePath()
                        .resolveSibling(
                                ".sluice-image-" + ProcessHandle.current().pid())
                : Files.createTempDirectory("sluice-image-");
        try {
            session.note("Packing a base, the runner and " + function.name() + " version " + function.version() + ".");
            Layout layout = Layout.create(work);
            Base below = base.isPresent()
                    ? named(base.get(), layout)
                    : new OwnBase(Path.of(System.getProperty("java.home"))).in(layout, interpreter);
            Descriptor manifest = FunctionImage.make(function, code, below, checkout, layout);
            layout.name(manifest, function.version());
            if (tar.isPresent()) {
                String called = target.map(Reference::toString).orElse(function.name() + ":" + function.version());
                writeTar(layout, manifest, called, tar.get());
            }
            if (target.isPresent()) {
                session.note("Pushing to " + target.get() + ".");
                try (Registry registry = Registry.toPush(target.get(), credentials(target.get()))) {
                    registry.push(layout, manifest);
                }
            }
            tell(function, layout, manifest);
            if (folder.isPresent()) {
                Folders.deleteQuietly(folder.get());
                Files.move(work, folder.get());
            }
        } finally {
            Folders.deleteQuietly(work);
        }
    }

    private Optional<Credentials> credentials(Reference of) throws IOException, InterruptedException {
        return Credentials.find(session.endpoint().environment(), of.host());
    }

    /** A folder if there is one of this name, and otherwise what a registry has. */
    private Base named(String text, Layout layout) throws IOException, InterruptedException {
        Path there = Path.of(text);
        if (Layout.isAt(there)) {
            return new NamedBase(new Layout(there), text).in(layout);
        }
        if (Files.exists(there) || !Reference.isOne(text)) {
            throw CommandException.machine(
                    "There is no base at " + text
                            + ": name the folder of an OCI image layout, which has the files oci-layout and index.json, or an image in a registry.");
        }
        Reference place = Reference.parse(text);
        Path work = Files.createTempDirectory("sluice-base-");
        try (Registry registry = Registry.toPull(place, credentials(place))) {
            Layout pulled = Layout.create(work);
            registry.pull(pulled);
            return new NamedBase(pulled, text).in(layout);
        } finally {
            Folders.deleteQuietly(work);
        }
    }

    private static void writeTar(Layout layout, Descriptor manifest, String called, Path file) throws IOException {
        Path fresh = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            layout.writeTar(fresh, manifest, called);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void tell(StoredFunction function, Layout layout, Descriptor manifest) throws IOException {
        long size = 0;
        for (Descriptor part : layout.parts(manifest)) {
            size += part.size();
        }
        if (session.json()) {
            JsonObject answer = new JsonObject();
            answer.addProperty("digest", manifest.digest());
            answer.addProperty("size", size);
            session.print(answer.toString());
        } else {
            session.print(function.name() + " version " + function.version() + " is the image " + manifest.digest()
                    + ", " + Units.bytes(size));
        }
        if (function.hasTriggers()) {
            session.note("Its triggers and calls that run later need a Kafka: see docs/images.md.");
        }
    }

    private static void checkFolder(Path target) {
        boolean free = !Files.exists(target) || Layout.isAt(target) || isEmptyFolder(target);
        if (!free) {
            throw CommandException.machine(
                    "Not written: " + target + " is there and is no image layout. Name a new folder, or an empty one.");
        }
        checkWritable(target);
    }

    private static void checkFile(Path target) {
        if (Files.isDirectory(target)) {
            throw CommandException.machine(
                    "Not written: " + target + " is a folder. Name a file, or write a folder with --layout.");
        }
        checkWritable(target);
    }

    private static void checkWritable(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw CommandException.machine(
                    "Not written: there is no folder " + parent + " that you may write to. Make it, or name another.");
        }
    }

    private static boolean isEmptyFolder(Path target) {
        String[] inside = target.toFile().list();
        return inside != null && inside.length == 0;
    }
}
