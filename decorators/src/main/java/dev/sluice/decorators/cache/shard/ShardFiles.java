package dev.sluice.decorators.cache.shard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a shard, in a folder that all gateways of a machine have in common. */
public record ShardFiles(Path folder, String name) {

    /** The name of the file that is locked while others are made and deleted. */
    public static final String LOCK = "caches.lock";

    /** What a process says when it can be reached. */
    public static final String READY = "ready";

    /** How long the path of a socket may be (unix(7)). */
    private static final int LONGEST = 107;

    private static final String HELD = ".held";

    /** Where the process listens. */
    public Path socket() {
        return folder.resolve(name + ".sock");
    }

    /** Says that the process lives. */
    public Path held() {
        return folder.resolve(name + HELD);
    }

    /** What its process is started with. */
    public List<String> arguments(ShardSize size) {
        return List.of(
                folder.toString(),
                name,
                Long.toString(size.bytes()),
                Integer.toString(size.entries()),
                Integer.toString(size.longestBody()));
    }

    /** Those of all shards that have a process, or had one that was killed. */
    public List<ShardFiles> all() throws IOException {
        List<ShardFiles> all = new ArrayList<>();
        try (DirectoryStream<Path> held = Files.newDirectoryStream(folder, "*" + HELD)) {
            held.forEach(path -> {
                String file = String.valueOf(path.getFileName());
                all.add(new ShardFiles(folder, file.substring(0, file.length() - HELD.length())));
            });
        }
        return all;
    }

    /** Throws {@link IllegalArgumentException} if no process could listen there. */
    public void check() {
        int length = socket().toString().length();
        if (length > LONGEST) {
            throw new IllegalArgumentException("the socket of a shard would be " + socket() + ", whose " + length
                    + " characters are more than the " + LONGEST
                    + " that the system allows: give the platform a home or a shared folder with a shorter path");
        }
    }
}
