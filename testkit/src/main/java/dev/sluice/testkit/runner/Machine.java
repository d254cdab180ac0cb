package dev.sluice.testkit.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code /proc} says, for tests that look at what is left. */
public final class Machine {

    private static final Path PROC = Path.of("/proc");

    private Machine() {}

    /** The processes whose working directory is {@code folder}; zombies have none. */
    public static List<Long> processesIn(Path folder) throws IOException {
        List<Long> found = new ArrayList<>();
        try (var all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (folder.toString().equals(workingDirectory(process))) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static String workingDirectory(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /** The words that a process was started with; empty if it is gone. */
    public static String commandLine(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    /** The process group of a process (proc(5)), to which a terminal sends its signals. */
    public static long groupOf(long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1)[2]);
    }

    /** What a copy of a process's {@code environ} holds. */
    public static Map<String, String> variables(Path environ) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String variable : Files.readString(environ).split("\0", 0)) {
            String[] parts = variable.split("=", 2);
            variables.put(parts[0], parts[1]);
        }
        return variables;
    }

    /** How many descriptors this process has open. */
    public static long openDescriptors() {
        try (Stream<Path> open = Files.list(PROC.resolve("self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new IllegalStateException("cannot count descriptors", e);
        }
    }
}
