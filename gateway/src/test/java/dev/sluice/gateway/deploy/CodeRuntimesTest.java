package dev.sluice.gateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.core.function.RuntimeName;
import dev.sluice.runners.runtime.Runtimes;
import dev.sluice.runners.runtime.UploadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeRuntimesTest {

    @TempDir
    private Path folder;

    private CodeRuntimes runtimes;

    @BeforeEach
    void install() throws IOException {
        Path tick = runtime("tick", "name=tick\naccepts=file\nsuffixes=.tick\n");
        program(tick.resolve("interpreters"), "printf 'tick9\\t/bin/sh\\t9.1\\ntick10\\t/bin/sh\\t10.1\\n'");
        Path tock = runtime("tock", "name=tock\naccepts=file\nsuffixes=.tock\n");
        program(tock.resolve("interpreters"), "echo 'install tock 3'; exit 1");
        Path java = TestRuntimes.folder(folder);
        runtimes = new CodeRuntimes(
                Runtimes.scan(List.of(java, tick, tock)),
                ArchiveLimits.DEFAULT,
                Path.of(System.getProperty("java.home")),
                folder);
    }

    @Test
    void theEndOfTheFileNameTellsTheLanguageAndElseItIsJava() {
        assertThat(runtimes.guess(UploadKind.FILE, "hello.tick")).isEqualTo(name("tick10"));
        assertThat(runtimes.guess(UploadKind.FILE, "")).isEqualTo(name("java25"));
        assertThat(runtimes.guess(UploadKind.FILE, "hello.txt")).isEqualTo(name("java25"));
        assertThat(runtimes.guess(UploadKind.ZIP, "hello.jar")).isEqualTo(name("java25"));
    }

    @Test
    void aFolderIsForTheLanguageOfAMarkAtItsTopAndElseOfTheEndsOfItsNames() throws IOException {
        runtime("box", "name=box\naccepts=folder\nmarks=box.json\nsuffixes=.box\n");
        Path lid = runtime("lid", "name=lid\naccepts=file folder\nmarks=lid.json\nsuffixes=.lid\n");
        program(lid.resolve("interpreters"), "echo 'install lid'; exit 1");
        runtimes = new CodeRuntimes(
                Runtimes.scan(List.of(folder)),
                ArchiveLimits.DEFAULT,
                Path.of(System.getProperty("java.home")),
                folder);

        assertThat(ofFolder("box.json", "a.lid")).containsExactly(name("box"));
        assertThat(ofFolder("a.box")).containsExactly(name("box"));
        assertThat(ofFolder("box.json", "lid.json")).containsExactly(name("box"), name("lid"));
        assertThat(ofFolder("box.json", "META-INF/MANIFEST.MF")).isEmpty();
        assertThat(ofFolder("a.txt")).isEmpty();
    }

    @Test
    void aRuntimeThatSaysWhichFoldersAreForItIsNotTakenForWhatNobodyKnows() throws IOException {
        runtime("box", "name=box\naccepts=file folder\nmarks=box\n");
        runtimes = new CodeRuntimes(
                Runtimes.scan(List.of(folder)),
                ArchiveLimits.DEFAULT,
                Path.of(System.getProperty("java.home")),
                folder);

        assertThat(ofFolder("box", "a.tick")).containsExactly(name("box"));
        assertThat(runtimes.guess(UploadKind.FILE, "box")).isEqualTo(name("java25"));
    }

    private List<RuntimeName> ofFolder(String... names) throws IOException {
        Path zip = folder.resolve("upload");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String each : names) {
                out.putNextEntry(new ZipEntry(each));
            }
        }
        return runtimes.ofFolder(zip, UploadKind.ZIP);
    }

    @Test
    void theNameOfALanguageMeansItsNewestVersion() {
        assertThat(runtimes.meant(name("tick"))).isEqualTo(name("tick10"));
        assertThat(runtimes.meant(name("tick9"))).isEqualTo(name("tick9"));
    }

    @Test
    void whatIsMissingSaysWhatToInstall() {
        assertThat(runtimes.guess(UploadKind.FILE, "hello.tock")).isEqualTo(name("tock"));
        assertThat(runtimes.has(name("tock"))).isFalse();
        assertThat(runtimes.lacking(name("tock3")).message())
                .isEqualTo("this platform has no runtime 'tock3': install tock 3");
        assertThat(runtimes.lacking(name("tuck")).message()).isEqualTo("this platform has no runtime 'tuck'");
        assertThat(runtimes.lacking(name("tuck")).allowed()).isEqualTo("java25, tick10, tick9");
    }

    @Test
    void aFunctionKeepsItsVersionUntilTheFileNameTellsAnotherLanguage() {
        assertThat(runtimes.suits(name("tick9"), UploadKind.FILE, "hello.tick")).isTrue();
        assertThat(runtimes.suits(name("tick9"), UploadKind.FILE, "")).isTrue();
        assertThat(runtimes.suits(name("tick9"), UploadKind.FILE, "hello.tock")).isFalse();
        assertThat(runtimes.suits(name("java25"), UploadKind.FILE, "hello.tick"))
                .isFalse();
    }

    private static RuntimeName name(String text) {
        return new RuntimeName(text);
    }

    private Path runtime(String name, String properties) throws IOException {
        Path runtime = Files.createDirectory(folder.resolve(name));
        Files.writeString(runtime.resolve("runtime.properties"), properties);
        program(runtime.resolve("start"), "exit 1");
        return runtime;
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
