package dev.sluice.cli.image;

import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.start.Checkout;
import dev.sluice.cli.start.Folders;
import dev.sluice.cli.terminal.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            names = "--base",
            paramLabel = "FOLDER",
            description =
                    "An image to stand on, as an OCI image layout, with a JDK at its JAVA_HOME and a shell. Default: one of packages of this"
                            + " machine's Debian and of the JDK here.")
    Optional<Path> base = Optional.empty();

    public Image(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (folder.isEmpty() && tar.isEmpty()) {
            throw CommandException.usage("Say where the image goes: --layout FOLDER, --tar FILE, or both.");
        }
        Checkout checkout = Checkout.of(session.endpoint());
        Platform platform = session.platform();
        StoredFunction function = new StoredFunction(
                session.endpoint().shared().orElseGet(session.endpoint()::home),
                platform.namespace().isEmpty() ? "default" : platform.namespace(),
                Doc.parse(platform.text(Request.get("/functions/" + Platform.encoded(name)))));
        folder.ifPresent(Image::checkFolder);
        tar.ifPresent(Image::checkFile);
        base.ifPresent(Image::checkBase);
        try {
            make(function, checkout);
        } catch (IOException e) {
            throw CommandException.machine("The image cannot be made: " + e.getMessage() + ".");
        }
        return Exit.OK;
    }

    private void make(StoredFunction function, Checkout checkout) throws IOException, InterruptedException {
        // What cannot be is told before the work of minutes begins.
        LayerFiles code = function.layer();
        Path runtime = checkout.runtimeOf(Interpreter.language(function.runtime()));
        Interpreter interpreter = base.isPresent() ? Interpreter.NONE : Interpreter.of(function.runtime(), runtime);
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
                    ? new NamedBase(new Layout(base.get()), base.get().toString()).in(layout)
                    : new OwnBase(Path.of(System.getProperty("java.home"))).in(layout, interpreter);
            Descriptor manifest = FunctionImage.make(function, code, below, checkout, layout);
            layout.name(manifest, function.version());
            if (tar.isPresent()) {
                writeTar(layout, manifest, function, tar.get());
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

    private static void writeTar(Layout layout, Descriptor manifest, StoredFunction function, Path file)
            throws IOException {
        Path fresh = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            layout.writeTar(fresh, manifest, function.name() + ":" + function.version());
            Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
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

    private static void checkBase(Path layout) {
        if (!Layout.isAt(layout)) {
            throw CommandException.machine("There is no base at " + layout
                    + ": name the folder of an OCI image layout, which has the files oci-layout and index.json.");
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
