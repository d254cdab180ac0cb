package dev.sluice.gateway.inspect.jar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.function.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLibraryTest {

    @Test
    void oneOfTheJdkIsForThisMachine() throws Exception {
        byte[] library = Files.readAllBytes(Path.of(System.getProperty("java.home"), "lib", "libjava.so"));

        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : System.getProperty("os.arch");
        assertThat(NativeLibrary.targets(library)).containsExactly(Target.parse("linux/" + processor + "/glibc/any"));
    }

    @Test
    void elfNamesItsProcessorAndItsLibrary() {
        ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}).putShort(18, (short) 183);
        elf.put(100, "\0libc.musl-aarch64.so.1\0".getBytes(StandardCharsets.US_ASCII));

        assertThat(NativeLibrary.targets(elf.array())).containsExactly(Target.parse("linux/arm64/musl/any"));
    }

    @Test
    void librariesOfWindowsAndMacosAreKnown() {
        ByteBuffer dll = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        dll.put(new byte[] {'M', 'Z'}).putInt(0x3c, 128).putInt(128, 0x4550).putShort(132, (short) 0x8664);
        ByteBuffer universal = ByteBuffer.allocate(256);
        universal.putInt(0xcafebabe).putInt(2).putInt(8, 0x01000007).putInt(28, 0x0100000c);
        ByteBuffer single = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        single.putInt(0xfeedfacf).putInt(0x0100000c);

        assertThat(NativeLibrary.targets(dll.array())).containsExactly(Target.parse("windows/amd64/any/any"));
        assertThat(NativeLibrary.targets(universal.array()))
                .containsExactly(Target.parse("macos/amd64/any/any"), Target.parse("macos/arm64/any/any"));
        assertThat(NativeLibrary.targets(single.array())).containsExactly(Target.parse("macos/arm64/any/any"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 63, 64, 5_000})
    void whatIsNoLibraryTellsNothing(int length) {
        byte[] zeros = new byte[length];

        assertThat(NativeLibrary.targets(zeros)).isEmpty();
        ByteBuffer cut = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        cut.put(new byte[] {'M', 'Z'}).putInt(0x3c, Integer.MAX_VALUE - length);
        assertThat(NativeLibrary.targets(cut.array())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x/libz.so", "libz.so.1.2", "Z.DLL", "libz.dylib", "libz.jnilib"})
    void aNativeLibraryIsKnownByItsName(String name) {
        assertThat(NativeLibrary.isNamed(name)).isTrue();
        assertThat(NativeLibrary.isNamed(name + ".txt")).isFalse();
    }
}
