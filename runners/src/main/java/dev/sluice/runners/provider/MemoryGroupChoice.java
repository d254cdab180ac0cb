package dev.sluice.runners.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the control group in which those of runners are made. A group has one owner, by the kernel's rules
 * (cgroup-v2.rst, "Delegation") and systemd's: a gateway makes groups only where it was given the right to, never in a
 * group that it merely happens to run in.
 */
record MemoryGroupChoice(Path ownGroups, Path mount) {

    static final String AUTO = "auto";
    static final String OFF = "off";

    private static final String GATEWAY = "gateway";

    /** The one of this machine. */
    static final MemoryGroupChoice HERE =
            new MemoryGroupChoice(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));

    /**
     * Does what {@code setting} says.
     *
     * @param setting {@code auto}, {@code off}, or the absolute path of a group
     * @throws ProviderUnusableException if it names a group that cannot be used
     */
    MemoryGroups choose(String setting) {
        return switch (setting) {
            case OFF -> new MemoryGroups.Off("sluice.sandbox.memory-group is off");
            case AUTO -> own();
            default -> named(setting);
        };
    }

    private static MemoryGroups named(String setting) {
        Path folder = Path.of(setting);
        if (!folder.isAbsolute()) {
            throw new ProviderUnusableException("sluice.sandbox.memory-group is '" + setting
                    + "': it must be auto, off, or the absolute path of a control group, such as"
                    + " /sys/fs/cgroup/sluice.");
        }
        CgroupVersion version = CgroupVersion.of(folder)
                .orElseThrow(() -> new ProviderUnusableException("sluice.sandbox.memory-group is " + setting
                        + ", which is not a control group with control of memory. Make it (mkdir), enable memory in the"
                        + " group above it, or set sluice.sandbox.memory-group=off."));
        try {
            return MemoryGroups.Within.take(folder, version);
        } catch (IOException e) {
            throw new ProviderUnusableException(
                    "sluice.sandbox.memory-group is " + setting + ", which the gateway cannot use (" + e.getMessage()
                            + "). Give it to the user that runs the gateway (chown -R), see that no process is directly"
                            + " in it, or set sluice.sandbox.memory-group=off.",
                    e);
        }
    }

    private MemoryGroups own() {
        Optional<Path> group =
                unifiedGroup().filter(folder -> CgroupVersion.of(folder).isPresent());
        if (group.isEmpty()) {
            return new MemoryGroups.Off("the gateway runs in no group of the unified hierarchy with control of memory");
        }
        Path folder = group.get();
        if (!isDelegated(folder)) {
            return new MemoryGroups.Off("the group " + folder + " that the gateway runs in was not given to it");
        }
        try {
            moveGatewayAside(folder);
            return MemoryGroups.Within.take(folder, CgroupVersion.V2);
        } catch (IOException e) {
            return new MemoryGroups.Off("the group " + folder + " cannot be used: " + e.getMessage());
        }
    }

    private Optional<Path> unifiedGroup() {
        try {
            return Files.readAllLines(ownGroups).stream()
                    .filter(line -> line.startsWith("0::/"))
                    .map(line -> mount.resolve(line.substring("0::/".length())))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** systemd marks what it delegates; a container that has its own view of groups is at the top of that view. */
    private boolean isDelegated(Path folder) {
        return marked(folder) || (folder.equals(mount) && Files.exists(folder.resolve("memory.max")));
    }

    private static boolean marked(Path folder) {
        try {
            var attributes = Files.getFileAttributeView(folder, UserDefinedFileAttributeView.class);
            if (attributes == null || !attributes.list().contains("delegate")) {
                return false;
            }
            ByteBuffer value = ByteBuffer.allocate(attributes.size("delegate"));
            attributes.read("delegate", value);
            return new String(value.array(), StandardCharsets.UTF_8).equals("1");
        } catch (IOException e) {
            return false;
        }
    }

    /** A group that controls others may hold no process itself. */
    private static void moveGatewayAside(Path folder) throws IOException {
        List<String> members = Files.readAllLines(folder.resolve("cgroup.procs"));
        Path aside = folder.resolve(GATEWAY);
        if (!members.isEmpty()) {
            Files.createDirectories(aside);
        }
        for (String pid : members) {
            Files.writeString(aside.resolve("cgroup.procs"), pid);
        }
    }
}
