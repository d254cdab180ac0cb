package dev.sluice.gateway.inspect.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.builder.upload.ArchiveLimits;
import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.InMemoryArtifactStore;
import dev.sluice.core.function.Target;
import dev.sluice.testkit.catalog.Functions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadedJarTest {

    private static final int PUBLIC = ClassFile.ACC_PUBLIC;
    private static final int ABSTRACT = ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT;
    private static final int INTERFACE = ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT | ClassFile.ACC_INTERFACE;
    private static final String OBJECT = "java.lang.Object";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void theOneHandlerIsFound() throws Exception {
        assertThat(find(new TestJar().with("demo.Hello", TestJar.FUNCTION).with("demo.Other")))
                .isEqualTo("demo.Hello");
    }

    @Test
    void aHandlerIsFoundThroughASuperclassAndAnInterfaceOfTheJar() throws Exception {
        TestJar jar = new TestJar()
                .with("demo.Contract", INTERFACE, 0, OBJECT, TestJar.HTTP_HANDLER)
                .with("demo.Half", ABSTRACT, PUBLIC, OBJECT, "demo.Contract")
                .with("demo.Whole", PUBLIC, PUBLIC, "demo.Half");

        assertThat(find(jar)).isEqualTo("demo.Whole");
    }

    @Test
    void aClassWrittenForSluiceGoesBeforePlainFunctions() throws Exception {
        TestJar jar = new TestJar()
                .with("lib.Convert", TestJar.FUNCTION)
                .with("lib.Identity", "java.util.function.UnaryOperator")
                .with("demo.Mine", TestJar.HANDLER);

        assertThat(find(jar)).isEqualTo("demo.Mine");
    }

    @Test
    void whatCannotBeMadeIsNoHandler() throws Exception {
        TestJar jar = new TestJar()
                .with("demo.Hidden", 0, PUBLIC, OBJECT, TestJar.FUNCTION)
                .with("demo.Closed", PUBLIC, 0, OBJECT, TestJar.FUNCTION)
                .with("demo.Half", ABSTRACT, PUBLIC, OBJECT, TestJar.FUNCTION)
                .with("demo.Good", TestJar.FUNCTION);

        assertThat(find(jar)).isEqualTo("demo.Good");
    }

    @Test
    void theManifestWins() throws Exception {
        TestJar jar = new TestJar()
                .manifest("Sluice-Handler", "demo.Second::run")
                .with("demo.First", TestJar.FUNCTION)
                .with("demo.Second");

        assertThat(find(jar)).isEqualTo("demo.Second::run");
    }

    @Test
    void classesForParticularReleasesAreNotLookedAt() throws Exception {
        byte[] tooNew = type("demo.Hello", 70);
        TestJar jar = new TestJar()
                .with("demo.Hello", TestJar.FUNCTION)
                .file("META-INF/versions/26/demo/Hello.class", tooNew);

        assertThat(find(jar)).isEqualTo("demo.Hello");
    }

    @Test
    void severalHandlersAreListed() {
        refused(
                new TestJar().with("b.Two", TestJar.FUNCTION).with("a.One", TestJar.FUNCTION),
                Reason.SEVERAL_HANDLERS,
                "several classes could be the handler: a.One, b.Two. Say which one as handler, or as Sluice-Handler in"
                        + " the manifest");
    }

    @Test
    void aJarWithoutAHandlerIsToldWhatIsLookedFor() {
        refused(
                new TestJar().with("demo.Plain"),
                Reason.NO_HANDLER,
                "no handler in the jar: looked for a public class with a public constructor without parameters that"
                        + " implements dev.sluice.function.Handler, dev.sluice.function.HttpHandler or"
                        + " java.util.function.Function. Write one, or name a class and method as handler");
    }

    @Test
    void aMissingClassIsNamedWithThoseThatWouldDo() {
        assertThatThrownBy(() -> check(new TestJar().with("demo.Hello", TestJar.FUNCTION), "demo.Helo"))
                .hasMessage("the class demo.Helo, which the spec names, is not in the jar. Classes that could be the"
                        + " handler: demo.Hello");
    }

    @Test
    void aNestedClassThatIsNamedAsInSourceIsHintedAt() {
        assertThatThrownBy(
                        () -> check(new TestJar().with("demo.Outer$Inner", TestJar.FUNCTION), "demo.Outer.Inner::run"))
                .hasMessage("the class demo.Outer.Inner, which the spec names, is not in the jar: did you mean"
                        + " demo.Outer$Inner?");
    }

    @Test
    void aMissingClassOfTheManifestIsNamedSo() {
        refused(
                new TestJar().manifest("Sluice-Handler", "demo.Gone").with("demo.Plain"),
                Reason.CLASS_NOT_FOUND,
                "the class demo.Gone, which the manifest's Sluice-Handler names, is not in the jar");
    }

    @Test
    void aHandlerInABundledJarIsLeftToTheTrial() throws Exception {
        assertThat(check(new TestJar().file("lib/inner.jar", TestJar.hello()), "demo.Hello"))
                .isEqualTo("demo.Hello");
    }

    @Test
    void classesNewerThanTheRuntimeAreRefused() {
        refused(
                new TestJar().file("demo/Hello.class", type("demo.Hello", 70)),
                Reason.CLASS_TOO_NEW,
                "the class demo.Hello is compiled for Java 26, and functions run on Java 25: compile with --release"
                        + " 25");
    }

    @Test
    void aFileThatOnlyLooksLikeAClassIsPassedOver() throws Exception {
        byte[] cut = Arrays.copyOf(TestJar.type("demo.Cut", PUBLIC, PUBLIC, OBJECT), 40);
        TestJar jar = new TestJar()
                .file("templates/Foo.class", "${package}; class Foo {}")
                .file("templates/Empty.class", "")
                .file("demo/Cut.class", cut)
                .with("demo.Hello", TestJar.FUNCTION);

        assertThat(find(jar)).isEqualTo("demo.Hello");
        assertThatThrownBy(() -> check(jar, "templates.Foo"))
                .hasMessage("templates/Foo.class is no class, or a damaged one");
    }

    @Test
    void whereNoHandlerIsFoundTheDamagedClassesAreNamed() {
        assertThatThrownBy(() -> find(new TestJar().with("demo.Plain").file("demo/Hello.class", "not a class")))
                .hasMessageStartingWith("no handler in the jar")
                .hasMessageEndingWith(". No classes, or damaged: demo/Hello.class");
    }

    @Test
    void aClassThatIsTooNewMattersOnlyWhereNothingElseIsTheHandler() throws Exception {
        assertThat(find(new TestJar()
                        .file("lib/Late.class", type("lib.Late", 70))
                        .with("demo.Hello", TestJar.FUNCTION)))
                .isEqualTo("demo.Hello");
    }

    @Test
    void aPartOfAJarIsNoJar() {
        byte[] jar = TestJar.hello();
        for (int length = 0; length < jar.length; length += 7) {
            byte[] cut = Arrays.copyOf(jar, length);
            assertThatThrownBy(() -> open(cut, ArchiveLimits.DEFAULT))
                    .isInstanceOf(UploadRefusedException.class)
                    .hasMessageMatching("this is (not a jar, or )?only a part of (one|a jar) \\(.*");
        }
    }

    @Test
    void classesOutsideOfTheFoldersOfTheirPackagesAreTold() {
        refused(
                new TestJar().file("Hello.class", type("demo.Hello", 69)),
                Reason.NOT_A_JAR,
                "no class in the archive lies where its package says, as a.b.Hello does at a/b/Hello.class: make the jar of the"
                        + " folder that the packages lie in, as in jar --create --file hello.jar -C classes .");
    }

    @Test
    void anArchiveWithoutCodeIsNoJar() {
        refused(
                new TestJar().file("README", "hello"),
                Reason.NOT_A_JAR,
                "the archive has no class and no bundled jar in it: upload a jar with compiled classes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.class",
                "a/../../evil.class",
                "/etc/evil.class",
                "..\\evil.class",
                "C:/evil.class",
                "a/.."
            })
    void namesThatLeadOutsideAreRefused(String name) {
        refused(
                new TestJar().with("demo.Hello", TestJar.FUNCTION).file(name, "x"),
                Reason.UNSAFE_ARCHIVE,
                "the entry '" + name + "' would land outside of the archive's folder");
    }

    @Test
    void dataThatCompressesWellIsNoBomb() throws Exception {
        assertThat(find(new TestJar()
                        .with("demo.Hello", TestJar.FUNCTION)
                        .file("data/zeros.csv", "0,0,0,0\n".repeat(4_000_000))))
                .isEqualTo("demo.Hello");
    }

    @Test
    void tooMuchIsRefusedByItsSizeAndByItsNumber() {
        byte[] jar = new TestJar()
                .with("demo.Hello", TestJar.FUNCTION)
                .file("a", new byte[1000])
                .file("b", new byte[1000])
                .bytes();

        assertThatThrownBy(() -> open(jar, new ArchiveLimits(2_000, 10)))
                .hasMessage("the archive unpacks to more than 0 MiB");
        assertThatThrownBy(() -> open(jar, new ArchiveLimits(1L << 30, 2)))
                .hasMessage("the archive has more than 2 entries");
    }

    @Test
    void anArchiveThatLiesAboutSizesIsStoppedWhereItMatters() throws Exception {
        byte[] jar = new TestJar()
                .with("demo.Hello", TestJar.FUNCTION)
                .file("lib/big.jar", new byte[3 * 1024 * 1024])
                .bytes();
        claimSmall(jar, "lib/big.jar");

        try (UploadedJar opened = UploadedJar.open(write(jar), new ArchiveLimits(1024 * 1024, 100));
                ArtifactStore.Draft draft = new InMemoryArtifactStore().draft()) {
            assertThatThrownBy(() -> opened.unpack(draft)).hasMessage("the archive unpacks to more than 1 MiB");
        }
    }

    @Test
    void oneBudgetIsForAllThatComesOutOfAnArchive() throws Exception {
        TestJar content = new TestJar().with("demo.Hello", TestJar.FUNCTION);
        for (int i = 0; i < 4; i++) {
            content.file("lib/big" + i + ".jar", new byte[300 * 1024]);
        }
        byte[] jar = content.bytes();
        for (int i = 0; i < 4; i++) {
            claimSmall(jar, "lib/big" + i + ".jar");
        }

        try (UploadedJar opened = UploadedJar.open(write(jar), new ArchiveLimits(1024 * 1024, 100));
                ArtifactStore.Draft draft = new InMemoryArtifactStore().draft()) {
            assertThatThrownBy(() -> opened.unpack(draft)).hasMessage("the archive unpacks to more than 1 MiB");
        }
    }

    @Test
    void bundledJarsGoOntoTheClassPath() throws Exception {
        byte[] inner = TestJar.hello();
        byte[] jar = new TestJar()
                .with("demo.Hello", TestJar.FUNCTION)
                .file("lib/one.jar", inner)
                .file("BOOT-INF/lib/one.jar", inner)
                .file("META-INF/lib/weird name.jar", inner)
                .file("lib/deep/no.jar", inner)
                .file("other/no.jar", inner)
                .bytes();
        InMemoryArtifactStore store = new InMemoryArtifactStore();

        try (UploadedJar opened = UploadedJar.open(write(jar), ArchiveLimits.DEFAULT);
                ArtifactStore.Draft draft = store.draft()) {
            assertThat(opened.unpack(draft)).isEqualTo(3);
            assertThat(opened.warnings())
                    .containsExactly(
                            "nothing uses lib/deep/no.jar, other/no.jar inside the archive: put jars into lib/, or"
                                    + " name them in the manifest's Class-Path");
            draft.take("code.jar", write(jar));
            draft.commit(Functions.digest("x"));
        }

        assertThat(store.files(Functions.digest("x")))
                .isEqualTo(List.of("code.jar", "path/00001/one.jar", "path/00002/bundled.jar", "path/00003/one.jar"));
    }

    @Test
    void anEmptyBundledJarIsRefused() throws Exception {
        byte[] jar = new TestJar().file("lib/empty.jar", "").bytes();
        try (UploadedJar opened = UploadedJar.open(write(jar), ArchiveLimits.DEFAULT);
                ArtifactStore.Draft draft = new InMemoryArtifactStore().draft()) {
            assertThatThrownBy(() -> opened.unpack(draft)).hasMessage("the bundled jar lib/empty.jar is empty");
        }
    }

    @Test
    void entriesThatAreThereTwiceDoNoHarm() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("lib/aa.jar", "lib/ab.jar")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(TestJar.hello());
            }
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1).replace("lib/ab.jar", "lib/aa.jar");

        try (UploadedJar opened =
                        UploadedJar.open(write(text.getBytes(StandardCharsets.ISO_8859_1)), ArchiveLimits.DEFAULT);
                ArtifactStore.Draft draft = new InMemoryArtifactStore().draft()) {
            assertThat(opened.unpack(draft)).isEqualTo(1);
        }
    }

    /** Makes the archive's directory say that an entry has 10 bytes unpacked (APPNOTE 4.3.12). */
    private static void claimSmall(byte[] jar, String name) {
        String text = new String(jar, StandardCharsets.ISO_8859_1);
        int directoryEntry = text.lastIndexOf(name) - 46;
        assertThat(text.substring(directoryEntry, directoryEntry + 4)).isEqualTo("PK\1\2");
        ByteBuffer.wrap(jar).order(ByteOrder.LITTLE_ENDIAN).putInt(directoryEntry + 24, 10);
    }

    private static byte[] type(String name, int major) {
        byte[] bytes = TestJar.type(name, PUBLIC, PUBLIC, OBJECT, TestJar.FUNCTION);
        bytes[7] = (byte) major;
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "demo.Whole, http-handler",
        "demo.Operator, function",
        "demo.Two, handler",
        "demo.Operator::apply, method",
        "demo.OfLibrary, ",
        "lib.Elsewhere, "
    })
    void theContractOfAHandlerIsTheFirstThatItsClassImplementsAsFarAsThatIsSeen(String handler, String contract)
            throws Exception {
        TestJar jar = new TestJar()
                .with("demo.Contract", INTERFACE, 0, OBJECT, TestJar.HTTP_HANDLER)
                .with("demo.Whole", PUBLIC, PUBLIC, OBJECT, "demo.Contract", TestJar.FUNCTION, "lib.Unseen")
                .with("demo.Operator", "java.util.function.UnaryOperator")
                .with("demo.Two", TestJar.FUNCTION, TestJar.HANDLER)
                .with("demo.OfLibrary", TestJar.FUNCTION, "lib.Unseen");

        try (UploadedJar opened = open(jar.bytes(), ArchiveLimits.DEFAULT)) {
            assertThat(new HandlerSearch(opened).contract(handler)).isEqualTo(Optional.ofNullable(contract));
        }
    }

    @Test
    void aJarRunsEverywhereUnlessNativeLibrariesOrJarsInsideSayOtherwise() throws Exception {
        byte[] elf = new byte[64];
        ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN).putInt(0x464c457f).putShort(18, (short) 62);
        TestJar plain = new TestJar().with("demo.Hello", TestJar.FUNCTION);

        assertThat(targets(plain)).containsExactly(Target.ANY);
        assertThat(targets(plain.file("lib/odd.so", "what is this?"))).isEmpty();
        assertThat(targets(plain.file("lib/a.so", elf).file("lib/b.so", elf)))
                .containsExactly(Target.parse("linux/amd64/any/any"));
        assertThat(targets(new TestJar().with("demo.Hello", TestJar.FUNCTION).file("lib/other.jar", TestJar.hello())))
                .isEmpty();
    }

    private List<Target> targets(TestJar jar) throws UploadRefusedException, IOException {
        try (UploadedJar opened = open(jar.bytes(), ArchiveLimits.DEFAULT)) {
            return opened.targets();
        }
    }

    private String find(TestJar jar) throws UploadRefusedException, IOException {
        try (UploadedJar opened = open(jar.bytes(), ArchiveLimits.DEFAULT)) {
            return new HandlerSearch(opened).find();
        }
    }

    private String check(TestJar jar, String handler) throws UploadRefusedException, IOException {
        try (UploadedJar opened = open(jar.bytes(), ArchiveLimits.DEFAULT)) {
            return new HandlerSearch(opened).check(handler, "the spec");
        }
    }

    private void refused(TestJar jar, Reason reason, String message) {
        assertThatThrownBy(() -> find(jar))
                .isInstanceOfSatisfying(
                        UploadRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(message);
    }

    private UploadedJar open(byte[] jar, ArchiveLimits limits) throws UploadRefusedException, IOException {
        return UploadedJar.open(write(jar), limits);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "upload", ""), bytes);
    }
}
