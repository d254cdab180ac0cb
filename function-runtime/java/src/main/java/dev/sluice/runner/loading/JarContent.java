package dev.sluice.runner.loading;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a small jar, which is in memory as it is, by its central directory (APPNOTE.TXT of PKWARE, 4.3.7, 4.3.12 and
 * 4.3.16). Reads what jars of ordinary tools have, which has no fields of ZIP64. Thread-safe.
 */
final class JarContent {

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 65_535;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final Pattern LINE_BREAKERS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    private static final byte[] CLASS = {'.', 'c', 'l', 'a', 's', 's'};

    private final ByteBuffer file;
    private final Map<String, Integer> entries = new LinkedHashMap<>();

    /** Those that nobody uses at the moment; the JVM frees them together with this. */
    private final Queue<Inflater> inflaters = new ConcurrentLinkedQueue<>();

    private JarContent(byte[] bytes) throws ZipException {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = end();
        int left = file.getChar(end + 10);
        int entry = file.getInt(end + 16);
        while (left-- > 0) {
            if (file.getInt(entry) != ENTRY) {
                throw new ZipException("the central directory has something else among its entries");
            }
            int name = file.getChar(entry + 28);
            putClass(entry, name);
            entry += ENTRY_BYTES + name + file.getChar(entry + 30) + file.getChar(entry + 32);
        }
    }

    /** @throws ZipException if it is no jar, or of a form that is not read here */
    static JarContent read(Path jar) throws IOException {
        try {
            return new JarContent(Files.readAllBytes(jar));
        } catch (IndexOutOfBoundsException e) {
            throw new ZipException("the central directory leads out of the file");
        }
    }

    private int end() throws ZipException {
        int last = file.limit() - END_BYTES;
        for (int i = last; i >= Math.max(0, last - MAX_COMMENT_BYTES); i--) {
            if (file.getInt(i) == END) {
                return i;
            }
        }
        throw new ZipException("there is no central directory");
    }

    private void putClass(int entry, int length) {
        int begin = entry + ENTRY_BYTES;
        int end = begin + length - CLASS.length;
        if (end <= begin || !Arrays.equals(file.array(), end, end + CLASS.length, CLASS, 0, CLASS.length)) {
            return;
        }
        byte[] name = Arrays.copyOfRange(file.array(), begin, end);
        for (int i = 0; i < name.length; i++) {
            if (name[i] == '/') {
                name[i] = '.';
            }
        }
        entries.put(new String(name, StandardCharsets.UTF_8), entry);
    }

    /** The binary names of the classes, in the order of the jar. */
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * The bytes of a class; null if there is none of that name, or it has more than {@code most} bytes.
     *
     * @throws ZipException if the jar is damaged, or of a form that is not read here
     */
    byte @Nullable [] bytes(String name, int most) throws ZipException {
        Integer entry = entries.get(name);
        if (entry == null) {
            return null;
        }
        int size = file.getInt(entry + 24);
        if (size < 0 || size > most) {
            return null;
        }
        try {
            int local = file.getInt(entry + 42);
            int start = local + LOCAL_BYTES + file.getChar(local + 26) + file.getChar(local + 28);
            return switch (file.getChar(entry + 10)) {
                case STORED -> stored(start, size);
                case DEFLATED -> inflated(start, file.getInt(entry + 20), size);
                default -> throw new ZipException(shown(name) + " is packed in an unusual way");
            };
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new ZipException(shown(name) + " lies outside of the file");
        }
    }

    /** A message is one line, whatever a damaged jar says that its classes are called. */
    private static String shown(String name) {
        return LINE_BREAKERS.matcher(name).replaceAll("\uFFFD");
    }

    private byte[] stored(int start, int size) {
        byte[] bytes = new byte[size];
        file.get(start, bytes);
        return bytes;
    }

    private byte[] inflated(int start, int packed, int size) throws ZipException {
        Inflater idle = inflaters.poll();
        Inflater inflater = idle == null ? new Inflater(true) : idle;
        byte[] bytes = new byte[size];
        try {
            inflater.setInput(file.array(), start, packed);
            int done = inflater.inflate(bytes);
            // The end may stand behind the last byte.
            if (done != size || !inflater.finished() && (inflater.inflate(new byte[1]) != 0 || !inflater.finished())) {
                throw new ZipException("a class is not as long as the central directory says");
            }
        } catch (DataFormatException e) {
            throw new ZipException(String.valueOf(e.getMessage()));
        }
        inflater.reset();
        inflaters.add(inflater);
        return bytes;
    }
}
