package dev.sluice.runner.program.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the first bytes of a file say: a binary in ELF (System V ABI, chapter 4), or a script with the line of its interpreter. */
public record Executable(String begin) {

    /** How many bytes are looked at. */
    private static final int BYTES = 256;

    private static final String ELF = "\u007fELF";

    /** Of programs for macOS, in both orders of bytes and for several processors (mach-o/loader.h, mach-o/fat.h). */
    private static final List<String> MACH_O =
            List.of("\u00cf\u00fa\u00ed\u00fe", "\u00ce\u00fa\u00ed\u00fe", "\u00ca\u00fe\u00ba\u00be");

    private static final int ORDER = 5;
    private static final int MACHINE = 18;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    /** A byte is a character. */
    public static Executable read(InputStream in) throws IOException {
        return new Executable(new String(in.readNBytes(BYTES), StandardCharsets.ISO_8859_1));
    }

    /** What is wrong with it as a program, as the rest of a sentence; empty if nothing is. */
    public Optional<String> fault() {
        if (begin.startsWith("#!")) {
            return begin.split("\n", 2)[0].endsWith("\r")
                    ? Optional.of(
                            "is a script whose lines end with CR LF, as on Windows: Linux looks for an interpreter"
                                    + " with a CR in its name. Save it with LF")
                    : Optional.empty();
        }
        if (begin.startsWith(ELF)) {
            return Optional.empty();
        }
        if (begin.startsWith("MZ")) {
            return Optional.of("is a program for Windows: build it for Linux (Go: GOOS=linux)");
        }
        if (MACH_O.stream().anyMatch(begin::startsWith)) {
            return Optional.of("is a program for macOS: build it for Linux (Go: GOOS=linux)");
        }
        return Optional.of("is neither a binary for Linux (ELF) nor a script that begins with #! and its interpreter");
    }

    /** The interpreter that a script's first line names. */
    public Optional<String> interpreter() {
        return begin.startsWith("#!") ? Optional.of(begin.substring(2).strip().split("\\s", 2)[0]) : Optional.empty();
    }

    /** The machine that a binary is for. */
    public Optional<String> target() {
        if (!begin.startsWith(ELF) || begin.length() < MACHINE + 2) {
            return Optional.empty();
        }
        boolean little = begin.charAt(ORDER) == 1;
        int low = begin.charAt(MACHINE + (little ? 0 : 1));
        int high = begin.charAt(MACHINE + (little ? 1 : 0));
        return switch (256 * high + low) {
            case X86_64 -> Optional.of("linux/amd64/any/any");
            case AARCH64 -> Optional.of("linux/arm64/any/any");
            default -> Optional.empty();
        };
    }
}
