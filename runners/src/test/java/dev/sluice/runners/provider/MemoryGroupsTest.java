package dev.sluice.runners.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On plain folders that look like the kernel's. */
class MemoryGroupsTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private Path mount;
    private Path ownGroups;

    @BeforeEach
    void makeFolders() throws IOException {
        mount = Files.createDirectory(folder.resolve("cgroup"));
        ownGroups = folder.resolve("own");
    }

    @Test
    void theKernelStepsInPastTheAllowance() {
        assertThat(SandboxProvider.limit(128 * MIB)).isEqualTo(192 * MIB);
        assertThat(SandboxProvider.limit(1024 * MIB)).isEqualTo(1280 * MIB);
    }

    @Test
    void offMakesNoGroups() throws IOException {
        assertThat(choose("off")).isEqualTo(new MemoryGroups.Off("sluice.sandbox.memory-group is off"));
        assertThat(choose("off").make(MIB)).isEmpty();
    }

    @Test
    void aGroupThatWasNotGivenToTheGatewayIsLeftAlone() throws IOException {
        Path own = unified(mount.resolve("user.slice"));
        Files.writeString(ownGroups, "0::/user.slice\n");
        assertThat(choose("auto"))
                .isEqualTo(new MemoryGroups.Off("the group " + own + " that the gateway runs in was not given to it"));
        assertThat(own.resolve("cgroup.subtree_control")).isEmptyFile();
    }

    @Test
    void whereMemoryIsNotUnifiedThereAreNoGroupsOfTheGatewaysOwn() throws IOException {
        Files.writeString(ownGroups, "4:memory:/some/group\n0::/\n");
        assertThat(choose("auto"))
                .isEqualTo(new MemoryGroups.Off(
                        "the gateway runs in no group of the unified hierarchy with control of memory"));
    }

    @Test
    void inAContainerWithItsOwnViewTheGatewayMovesAsideAndMakesGroups() throws IOException {
        unified(mount);
        Files.writeString(mount.resolve("memory.max"), "max\n");
        Files.writeString(mount.resolve("cgroup.procs"), "1\n");
        Files.writeString(ownGroups, "0::/\n");
        MemoryGroup group = choose("auto").make(192 * MIB).orElseThrow();
        assertThat(mount.resolve("gateway/cgroup.procs")).hasContent("1");
        assertThat(mount.resolve("cgroup.subtree_control")).hasContent("+memory");
        assertThat(group.processes().resolveSibling("memory.max")).hasContent(Long.toString(192 * MIB));
    }

    @Test
    void aGroupThatIsNamedIsUsed() throws IOException {
        Path given = Files.createDirectory(folder.resolve("given"));
        Files.writeString(given.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
        MemoryGroup group = choose(given.toString()).make(192 * MIB).orElseThrow();
        assertThat(group.processes().getParent()).hasParent(given);
        assertThat(group.processes().resolveSibling("memory.limit_in_bytes")).hasContent(Long.toString(192 * MIB));
    }

    @Test
    void aNameThatIsNoGroupIsRefused() {
        assertThatThrownBy(() -> choose("sluice"))
                .hasMessage("sluice.sandbox.memory-group is 'sluice': it must be auto, off, or the absolute path of a"
                        + " control group, such as /sys/fs/cgroup/sluice.");
        assertThatThrownBy(() -> choose(mount.toString()))
                .isInstanceOf(ProviderUnusableException.class)
                .hasMessage("sluice.sandbox.memory-group is " + mount + ", which is not a control group with control of"
                        + " memory. Make it (mkdir), enable memory in the group above it, or set"
                        + " sluice.sandbox.memory-group=off.");
    }

    @Test
    void groupsOfDeadGatewaysAreRemovedAndThoseOfTheLivingStay() throws IOException {
        Path given = unified(Files.createDirectory(folder.resolve("given")));
        Path dead = Files.createDirectory(given.resolve("sluice-999999999-1"));
        Path living = Files.createDirectory(
                given.resolve("sluice-" + ProcessHandle.current().pid() + "-7"));
        Path foreign = Files.createDirectory(given.resolve("sluice-of-another"));
        choose(given.toString());
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
        assertThat(foreign).exists();
    }

    @Test
    void whatTheKernelKilledIsRead() throws IOException {
        MemoryGroup unified = MemoryGroup.make(folder.resolve("two"), CgroupVersion.V2, MIB);
        assertThat(unified.killedForMemory()).isFalse();
        Files.writeString(folder.resolve("two/memory.events"), "low 0\nmax 12\noom 1\noom_kill 0\n");
        assertThat(unified.killedForMemory()).isFalse();
        Files.writeString(folder.resolve("two/memory.events"), "low 0\nmax 12\noom 1\noom_kill 2\n");
        assertThat(unified.killedForMemory()).isTrue();
        MemoryGroup older = MemoryGroup.make(folder.resolve("one"), CgroupVersion.V1, MIB);
        Files.writeString(folder.resolve("one/memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(older.killedForMemory()).isTrue();
    }

    private MemoryGroups choose(String setting) {
        return new MemoryGroupChoice(ownGroups, mount).choose(setting);
    }

    private static Path unified(Path group) throws IOException {
        Files.createDirectories(group);
        Files.writeString(group.resolve("cgroup.controllers"), "cpu memory pids\n");
        Files.writeString(group.resolve("cgroup.subtree_control"), "");
        return group;
    }
}
