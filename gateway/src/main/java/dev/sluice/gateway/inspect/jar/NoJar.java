package dev.sluice.gateway.inspect.jar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What an upload is that is no jar, by how it begins, and what its sender has to do. */
final class NoJar {

    private static final int LOOKED_AT = 8 * 1024;
    private static final String MAKE_JAR = "jar --create --file hello.jar -C classes .";

    private static final Pattern JAVA = Pattern.compile(
            "(?m)^\\s*(package\\s+[\\w.]+\\s*;|import\\s+[\\w.*\\s]+;|((public|final|abstract|sealed)\\s+)*(class|record|interface|enum)\\s+\\w+|void\\s+main\\s*\\()");
    private static final Pattern FIELDS = Pattern.compile("[\\w.]+=[^&\\s]*(&[\\w.]+=[^&\\s]*)*\\s*");
    private static final Pattern SPEC = Pattern.compile("(?m)^\\s*[{\\w]*\"?[\\w]+\"?\\s*:\\s*\\S*");

    /** Beginnings of files (magic numbers, as in the databases of file(1)), in hexadecimal. */
    private static final Map<String, String> KINDS = Map.of(
            "1f8b", "a gzip archive",
            "425a68", "a bzip2 archive",
            "fd377a585a00", "an xz archive",
            "377abcaf271c", "a 7z archive",
            "28b52ffd", "a zstd archive",
            "0061736d", "a WebAssembly module",
            "25504446", "a PDF document");

    private static final String ELF = "7f454c46";
    private static final String SCRIPT = "2321";

    private NoJar() {}

    /** A part of a sentence: what it is, and what to do. {@code cause} is why it cannot be opened. */
    static String said(Path file, Exception cause) {
        byte[] start = start(file);
        String hex = HexFormat.of().formatHex(start, 0, Math.min(start.length, 8));
        int major = ClassFacts.major(start);
        if (major >= 0) {
            return "this is a class file, compiled for Java " + (major - 44)
                    + ", and not a jar: put it into one with all that" + " it needs, as in " + MAKE_JAR;
        }
        if (hex.startsWith(ELF) || hex.startsWith(SCRIPT)) {
            return "this is a program and not a jar: if it serves HTTP at the port that the environment variable PORT"
                    + " tells, deploy it with the runtime http";
        }
        if (hex.startsWith("504b")) {
            return "this is only a part of a jar (" + cause.getMessage() + "): upload the whole file as it was built";
        }
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            if (hex.startsWith(kind.getKey())) {
                return "this is " + kind.getValue() + " and not a jar: upload compiled classes in a jar, as in "
                        + MAKE_JAR;
            }
        }
        return isText(start)
                ? text(new String(start, StandardCharsets.UTF_8))
                : "this is not a jar, or only a part of one (" + cause.getMessage()
                        + "): upload the whole file as it was built";
    }

    private static String text(String text) {
        if (JAVA.matcher(text).find()) {
            return "this is Java source and not a jar: send it under a name that ends in .java, as ./sluice deploy Hello.java"
                    + " does, or compile it with javac -d classes, and upload what " + MAKE_JAR + " makes of it";
        }
        if (FIELDS.matcher(text).matches()) {
            return "this is a field of a spec and not a jar: send fields as parts of a form, as in curl -F memory=512Mi";
        }
        if (SPEC.matcher(text).lookingAt()) {
            return "this is a spec and not a jar: send it with the content type application/yaml or application/json, or as the"
                    + " part 'spec' of a form";
        }
        return "this is text and not a jar: upload compiled classes in a jar, as in " + MAKE_JAR;
    }

    /** What to say of an archive in which no class is. */
    static String withoutClasses(List<String> names) {
        if (names.stream().anyMatch(name -> name.endsWith(".java"))) {
            return "the archive has Java source and no class in it: compile it, and upload a jar with the compiled classes";
        }
        if (names.stream().anyMatch(name -> name.endsWith(".class"))) {
            return "no class in the archive lies where its package says, as a.b.Hello does at a/b/Hello.class: make the jar of the"
                    + " folder that the packages lie in, as in " + MAKE_JAR;
        }
        if (names.contains("classes.dex")) {
            return "this is an Android package and no jar for a JVM: upload a jar with compiled classes";
        }
        return "the archive has no class and no bundled jar in it: upload a jar with compiled classes";
    }

    private static boolean isText(byte[] start) {
        for (byte each : start) {
            if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t' && each != '\f') {
                return false;
            }
        }
        return start.length > 0;
    }

    private static byte[] start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LOOKED_AT);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
