package dev.sluice.builder.upload;

import java.io.IOException;
import java.io.InputStream;

/** An entry of an archive, whatever its format. */
sealed interface ArchiveEntry {

    /** With {@code /} between its parts, as the archive has it, without those that mean nothing. */
    String name();

    record Folder(String name) implements ArchiveEntry {}

    /** {@code size}: as the archive says, or -1. */
    record File(String name, long size, boolean executable, Content content) implements ArchiveEntry {}

    /** {@code target}: relative to the folder of the link. */
    record Link(String name, String target) implements ArchiveEntry {}

    /** A second name of a file that came before, whose name is {@code of}. */
    record SecondName(String name, String of) implements ArchiveEntry {}

    /** What is no file, folder or link: a device, a pipe. */
    record Other(String name) implements ArchiveEntry {}

    /** Can be opened once, before the next entry is asked for. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /** Takes entries in the archive's order. */
    @FunctionalInterface
    interface Taker {
        void take(ArchiveEntry entry) throws IOException, UploadRefusedException;
    }
}
