package dev.sluice.runner.program.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** On which TCP ports a process and its descendants listen, as Linux tells it (proc(5): {@code net/tcp} and {@code fd}). */
final class ListeningPorts {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** Empty if the system does not tell. */
    static Optional<SortedSet<Integer>> of(ProcessHandle root) {
        try {
            Map<String, Integer> ports = new HashMap<>();
            listening("net/tcp", ports);
            listening("net/tcp6", ports);
            SortedSet<Integer> found = new TreeSet<>();
            try (Stream<ProcessHandle> family = Stream.concat(Stream.of(root), root.descendants())) {
                for (ProcessHandle member : family.toList()) {
                    add(member.pid(), ports, found);
                }
            }
            return Optional.of(found);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Puts the port of each listening socket under its inode. */
    private static void listening(String table, Map<String, Integer> ports) throws IOException {
        Path file = PROC.resolve("self").resolve(table);
        if (!Files.exists(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > 9 && fields[3].equals(LISTEN)) {
                String local = fields[1];
                ports.put(fields[9], Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16));
            }
        }
    }

    private static void add(long pid, Map<String, Integer> ports, SortedSet<Integer> found) {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                Integer port = target.startsWith("socket:[") ? ports.get(target.replaceAll("\\D", "")) : null;
                if (port != null) {
                    found.add(port);
                }
            }
        } catch (IOException e) {
            // It has ended meanwhile, or is not ours to look into.
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
