package dev.sluice.builder.build;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/** Everything that decides the result of a build, as a digest: files, tools, machine, what the spec allows. */
final class BuildKey {

    private final MessageDigest sha256 = Digest.sha256();

    private BuildKey() {}

    static Digest of(BuildRequest request, BuildPlan plan) {
        BuildKey key = new BuildKey();
        key.add("sluice build 1");
        key.add(request.namespace().value());
        plan.with().forEach(key::add);
        key.add("scripts");
        request.installScripts().forEach(key::add);
        // Which registry a build is let into decides what it gets; by which password, does not.
        if (!request.secrets().isEmpty()) {
            key.add("secrets");
            request.secrets().keySet().stream().sorted().forEach(key::add);
        }
        try {
            for (Path file : plan.inputs().contains(BuildPlan.ALL) ? all(request.folder()) : named(request, plan)) {
                key.add(request.folder().relativize(file).toString());
                key.add(file);
            }
        } catch (IOException e) {
            throw Disk.failure("cannot read the folder " + request.folder(), e);
        }
        return Digest.of(key.sha256);
    }

    private static List<Path> named(BuildRequest request, BuildPlan plan) {
        return plan.inputs().stream().sorted().map(request.folder()::resolve).toList();
    }

    private static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha256.update(bytes);
    }

    private void add(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            add("link " + Files.readSymbolicLink(file));
        }
        if (!Files.isRegularFile(file)) {
            return;
        }
        MessageDigest content = Digest.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), content)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        add((Files.isExecutable(file) ? "program " : "file ") + Digest.of(content));
    }
}
