package dev.sluice.gateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.core.catalog.InMemoryArtifactStore;
import dev.sluice.core.function.DecoratorRules;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.Inspection.HandlerOrigin;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.spec.FunctionReader;
import dev.sluice.core.spec.SpecDraft;
import dev.sluice.runners.runtime.Runtimes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code of a runtime that looks into it by a program of its own. */
class IntakeTest {

    @TempDir
    private Path folder;

    @Test
    void theProgramIsAskedOnceIfItFindsTheHandlerThatTheSpecNames() throws Exception {
        assertThat(usable("first")).satisfies(usable -> {
            assertThat(usable.spec().code().handler()).isEqualTo("first");
            assertThat(usable.inspection().orElseThrow().handler()).isEqualTo(HandlerOrigin.FOUND);
            assertThat(usable.inspection().orElseThrow().contract()).contains("events");
        });
        assertThat(asked()).containsExactly("find");
    }

    @Test
    void anotherHandlerIsCheckedToo() throws Exception {
        assertThat(usable("second").inspection().orElseThrow().handler()).isEqualTo(HandlerOrigin.NAMED);

        assertThat(asked()).containsExactly("find", "check second");
    }

    @Test
    void howManyCallsOneInstanceRunsIsTheInspectorsWordWhereNobodySaysIt() throws Exception {
        Intake.Usable usable = usable("first");

        assertThat(usable.spec().scaling().concurrency()).isEqualTo(3);
        assertThat(usable.detected()).containsExactly("concurrency");
    }

    private List<String> asked() throws Exception {
        return Files.readAllLines(folder.resolve("asked"));
    }

    private Intake.Usable usable(String handler) throws Exception {
        Path runtime = Files.createDirectory(folder.resolve("runtime"));
        Files.writeString(runtime.resolve("runtime.properties"), "name=any1\ninspect=program\n");
        program(runtime.resolve("start"), "exit 1");
        program(
                runtime.resolve("inspect"),
                "echo ${2:+check }${2:-find} >>" + folder.resolve("asked")
                        + "; echo ${2:-first}; echo contract: events; echo concurrency: 3");
        CodeRuntimes runtimes = new CodeRuntimes(
                Runtimes.scan(List.of(runtime)),
                ArchiveLimits.DEFAULT,
                Path.of(System.getProperty("java.home")),
                folder);
        Intake intake = new Intake(new InMemoryArtifactStore(), new DeploySettings(runtimes, 3, Duration.ofSeconds(1)));
        Path code = Files.writeString(folder.resolve("code"), "print('hi')");
        try (Upload upload = new Upload(code, Digest.of(Files.readAllBytes(code)))) {
            Map<String, String> spec = Map.of("runtime", "any1", "handler", handler);
            Binding.Bound<SpecDraft> draft =
                    (Binding.Bound<SpecDraft>) FunctionReader.read(spec, DecoratorRules.CHECKED_BEFORE);
            return (Intake.Usable) intake.inspect(new Intake.Asked(draft.settings(), false), upload, Optional.empty());
        }
    }

    private static void program(Path file, String script) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
