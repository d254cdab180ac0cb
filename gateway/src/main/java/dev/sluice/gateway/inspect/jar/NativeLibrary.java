package dev.sluice.gateway.inspect.jar;

import dev.sluice.core.function.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Tells from the beginning of a native library which machines it is for, by the headers of ELF (elf(5)), PE and Mach-O. The C
 * library is the one whose name stands among the needed ones of an ELF file.
 */
final class NativeLibrary {

    /** How many bytes of a library are looked at. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Pattern NAME = Pattern.compile("(?i).*\\.(so(\\.[0-9.]+)?|dll|dylib|jnilib)");
    private static final String ANY = "any";
    private static final Map<Integer, String> ELF_MACHINES =
            Map.of(3, "x86", 40, "arm", 62, "amd64", 183, "arm64", 21, "ppc64le", 22, "s390x", 243, "riscv64");
    private static final Map<Integer, String> PE_MACHINES = Map.of(0x14c, "x86", 0x8664, "amd64", 0xaa64, "arm64");
    private static final Map<Integer, String> MACH_PROCESSORS = Map.of(0x01000007, "amd64", 0x0100000c, "arm64");
    private static final int ELF = 0x7f454c46;
    private static final int MACH_O = 0xcffaedfe;
    private static final int MACH_O_UNIVERSAL = 0xcafebabe;

    private NativeLibrary() {}

    /** Whether a file is one by its name. */
    static boolean isNamed(String file) {
        return NAME.matcher(file).matches();
    }

    /** The machines that a library is for; none if that cannot be told. {@code bytes}: how it begins. */
    static List<Target> targets(byte[] bytes) {
        ByteBuffer library = ByteBuffer.wrap(bytes);
        if (bytes.length < 64) {
            return List.of();
        }
        return switch (library.getInt(0)) {
            case ELF -> elf(library, bytes).stream().toList();
            case MACH_O ->
                mach(library.order(ByteOrder.LITTLE_ENDIAN).getInt(4)).stream().toList();
            case MACH_O_UNIVERSAL ->
                IntStream.range(0, Math.min(library.getInt(4), 2))
                        .mapToObj(i -> mach(library.getInt(8 + 20 * i)))
                        .flatMap(Optional::stream)
                        .toList();
            default -> pe(library.order(ByteOrder.LITTLE_ENDIAN)).stream().toList();
        };
    }

    private static Optional<Target> elf(ByteBuffer library, byte[] bytes) {
        library.order(library.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        String os = library.get(7) == 9 ? "freebsd" : "linux";
        return Optional.ofNullable(ELF_MACHINES.get(Short.toUnsignedInt(library.getShort(18))))
                .map(processor -> new Target(os, processor, libc(bytes), ANY));
    }

    private static String libc(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("\0libc.so.6\0")) {
            return "glibc";
        }
        return text.contains("\0libc.musl-") || text.contains("\0libc.so\0") ? "musl" : ANY;
    }

    private static Optional<Target> mach(int processor) {
        return Optional.ofNullable(MACH_PROCESSORS.get(processor)).map(name -> new Target("macos", name, ANY, ANY));
    }

    private static Optional<Target> pe(ByteBuffer library) {
        int header = library.getInt(0x3c);
        boolean known = library.getShort(0) == 0x5a4d
                && header > 0
                && header <= library.limit() - 6
                && library.getInt(header) == 0x4550;
        return known
                ? Optional.ofNullable(PE_MACHINES.get(Short.toUnsignedInt(library.getShort(header + 4))))
                        .map(processor -> new Target("windows", processor, ANY, ANY))
                : Optional.empty();
    }
}
