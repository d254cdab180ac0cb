package dev.sluice.runners.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.runner.RunnerProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path folder;

    @Test
    void aProviderIsChosenByItsName() {
        try (RunnerProvider provider = Providers.named("process", SandboxSettings.DEFAULT, (runner, line) -> {})) {
            assertThat(provider.name()).isEqualTo("process");
        }
    }

    @Test
    void unlessToldSandboxesAreUsedWhereTheyWork() {
        String suited = sandboxesWork() ? "sandbox" : "process";
        try (RunnerProvider provider = Providers.named("auto", SandboxProviderTest.SETTINGS, (runner, line) -> {})) {
            assertThat(provider.name()).isEqualTo(suited);
        }
    }

    private static boolean sandboxesWork() {
        try {
            SandboxProvider.open(SandboxProviderTest.SETTINGS, (runner, line) -> {})
                    .close();
            return true;
        } catch (ProviderUnusableException none) {
            return false;
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> Providers.named("docker", SandboxSettings.DEFAULT, (runner, line) -> {}))
                .isInstanceOf(ProviderUnusableException.class)
                .hasMessage("sluice.provider is 'docker': it must be auto, process or sandbox.");
    }

    @Test
    void anUnknownNetworkIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> SandboxNetwork.read("bridge"))
                .hasMessage("sluice.sandbox.network is 'bridge': it must be host or none.");
    }

    @Test
    void withoutBubblewrapTheMessageSaysWhatToInstall() {
        assertThatThrownBy(() -> SandboxTrial.passed(Optional.empty(), SandboxNetwork.HOST, JAVA_HOME))
                .hasMessage("Sandboxes need the program bwrap, which is not in /usr/bin, /bin or /usr/local/bin."
                        + " Install the package bubblewrap, or set sluice.provider=process.");
    }

    @Test
    void aRefusalOfTheKernelIsToldWithWhatToSet() throws Exception {
        Path refusing = script("echo 'bwrap: No permissions to create new namespace' >&2", "exit 1");
        assertThatThrownBy(() -> SandboxTrial.passed(Optional.of(refusing), SandboxNetwork.HOST, JAVA_HOME))
                .isInstanceOf(ProviderUnusableException.class)
                .hasMessage("This machine makes no sandboxes:"
                        + " \"bwrap: No permissions to create new namespace\". Allow user namespaces (sysctl"
                        + " user.max_user_namespaces, kernel.unprivileged_userns_clone,"
                        + " kernel.apparmor_restrict_unprivileged_userns; in a container, its seccomp profile), or set"
                        + " sluice.provider=process.");
    }

    @Test
    void anOlderBubblewrapIsUsedWithoutWhatItDoesNotKnow() throws Exception {
        Path older = script(
                "for word in \"$@\"; do",
                "  [ \"$word\" = --disable-userns ] && { echo 'bwrap: Unknown option' >&2; exit 1; }",
                "done",
                "exit 0");
        assertThat(SandboxTrial.passed(Optional.of(older), SandboxNetwork.HOST, JAVA_HOME)
                        .innerNamespacesOff())
                .isFalse();
    }

    private Path script(String... lines) throws Exception {
        Path file = folder.resolve("bwrap");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
