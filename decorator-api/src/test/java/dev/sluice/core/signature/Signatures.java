package dev.sluice.core.signature;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** What others can compile against, as the JDK's {@code javap} writes it: a line for each type and each of its members. */
record Signatures(List<String> lines) {

    /** Those of the public types in a folder of classes that are wanted. */
    static Signatures of(Path classes, Predicate<JavaClass> wanted) {
        List<String> names = new ClassFileImporter()
                .importPath(classes).stream()
                        .filter(Signatures::isVisible)
                        .filter(wanted)
                        .map(JavaClass::getName)
                        .sorted()
                        .toList();
        List<String> lines = new ArrayList<>();
        String type = "";
        for (String line : javap(classes, names).lines().map(String::strip).toList()) {
            if (line.endsWith("{")) {
                type = line.substring(0, line.length() - 1).strip();
                lines.add(type);
            } else if (line.endsWith(";")) {
                lines.add(name(type) + ": " + line);
            }
        }
        return new Signatures(lines.stream().sorted().toList());
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(Signatures::isVisible).orElse(true);
    }

    /** The name in the head of a type, without its parameters. */
    private static String name(String head) {
        return head.replaceFirst(".*?\\b(?:class|interface) ([\\w.$]+).*", "$1");
    }

    private static String javap(Path classes, List<String> names) {
        StringWriter out = new StringWriter();
        String[] arguments = Stream.concat(Stream.of("-protected", "-cp", classes.toString()), names.stream())
                .toArray(String[]::new);
        PrintWriter writer = new PrintWriter(out);
        int status = ToolProvider.findFirst("javap").orElseThrow().run(writer, writer, arguments);
        if (status != 0) {
            throw new IllegalStateException("javap failed: " + out);
        }
        return out.toString();
    }

    /** What of {@code before} is gone: a jar that uses it works no more. */
    Set<String> lost(Signatures before) {
        Set<String> lost = new TreeSet<>(before.lines);
        lines.forEach(lost::remove);
        return lost;
    }
}
