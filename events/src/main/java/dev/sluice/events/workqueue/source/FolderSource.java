package dev.sluice.events.workqueue.source;

import java.io.IOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The files of a folder of this machine, with those of the folders in it: an item is named by its path from there, and its version is size
 * and time of last change. Links are passed over, and so is what begins with a dot, as what is being written does.
 */
public final class FolderSource implements ItemSource {

    /** How deep folders are looked into. */
    private static final int DEEPEST = 32;

    private final AllowedFolders allowed;
    private final Path folder;
    private final Soon soon;

    /** {@code executor}: runs each task on a thread that may block. */
    public FolderSource(AllowedFolders allowed, Path folder, Executor executor) {
        this.allowed = allowed;
        this.folder = folder;
        this.soon = new Soon(executor);
    }

    private String who() {
        return "The folder " + folder;
    }

    @Override
    public CompletionStage<Listing> list(Optional<String> next) {
        return soon.ask(who(), () -> {
            Gathering files = new Gathering("files");
            try (SecureDirectoryStream<Path> top = allowed.open(folder)) {
                gather(top, "", 1, files);
            } catch (NoSuchFileException | NotDirectoryException e) {
                throw new SourceFault(
                        SourceFault.Why.PASSING,
                        "There is no folder " + folder + " at the gateway that works on the queue.");
            } catch (IOException e) {
                throw unread(e);
            }
            return new Listing(files.sorted(), Optional.empty(), Optional.empty(), false, files.notice());
        });
    }

    private SourceFault unread(IOException fault) {
        String why = fault instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : fault.toString();
        return new SourceFault(SourceFault.Why.PASSING, who() + " was not read: " + why + ".");
    }

    private void gather(SecureDirectoryStream<Path> from, String path, int depth, Gathering files) throws IOException {
        for (Path entry : from) {
            Path name = entry.getFileName();
            if (isHidden(name.toString())) {
                continue;
            }
            if (files.isFull()) {
                files.more();
                return;
            }
            Optional<BasicFileAttributes> attributes = attributes(from, name);
            if (attributes.filter(BasicFileAttributes::isRegularFile).isPresent()) {
                files.add(path + name, version(attributes.get()));
            } else if (attributes.filter(BasicFileAttributes::isDirectory).isPresent() && depth < DEEPEST) {
                try (SecureDirectoryStream<Path> inside = from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    gather(inside, path + name + "/", depth + 1, files);
                } catch (NoSuchFileException | NotDirectoryException e) {
                    // It was there a moment ago.
                    continue;
                }
            }
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    /** Of what itself is there, also if that is a link; empty if nothing is any more. */
    private static Optional<BasicFileAttributes> attributes(SecureDirectoryStream<Path> folder, Path name)
            throws IOException {
        try {
            return Optional.of(
                    folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String version(BasicFileAttributes file) {
        return file.size() + "-" + file.lastModifiedTime();
    }

    @Override
    public CompletionStage<Content> content(String name) {
        return soon.ask(who(), () -> {
            Path path = Path.of(name);
            if (!isOurs(path)) {
                throw notThere(name);
            }
            Path above = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
            try (SecureDirectoryStream<Path> inside = AllowedFolders.descend(allowed.open(folder), above)) {
                return read(inside, path.getFileName(), name);
            } catch (NoSuchFileException | NotDirectoryException e) {
                throw notThere(name);
            } catch (IOException e) {
                throw unread(e);
            }
        });
    }

    /** Whether it is a name as this source lists them: it may be one that another source has listed. */
    private static boolean isOurs(Path path) {
        boolean ours = !path.isAbsolute();
        for (Path part : path) {
            ours &= !part.toString().isEmpty() && !isHidden(part.toString());
        }
        return ours;
    }

    private SourceFault notThere(String name) {
        return new SourceFault(SourceFault.Why.NOT_THERE, who() + " has no file '" + name + "'.");
    }

    private Content read(SecureDirectoryStream<Path> inside, Path file, String name) throws IOException, SourceFault {
        if (attributes(inside, file).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
            throw notThere(name);
        }
        ByteBuffer bytes;
        try (SeekableByteChannel open =
                inside.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            bytes = all(open);
        }
        // As it is when all of it was read, so that one that changed meanwhile is another version than was listed.
        String version = attributes(inside, file).map(FolderSource::version).orElseThrow(() -> notThere(name));
        return new Content(
                bytes, version, Optional.ofNullable(URLConnection.guessContentTypeFromName(file.toString())));
    }

    private ByteBuffer all(SeekableByteChannel file) throws IOException, SourceFault {
        if (file.size() > Content.LONGEST) {
            throw new SourceFault(
                    SourceFault.Why.TOO_LONG,
                    who() + " has a file of more than the " + (Content.LONGEST >> 20)
                            + " MiB that an item may hold: give its worker the name alone, by content: none.");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            continue;
        }
        return bytes.flip();
    }
}
