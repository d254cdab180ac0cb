package dev.sluice.runner.compile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;

/** What a compiler reads and writes: its class path is on the disk, the source and the classes are in memory. For one compilation. */
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {

    private final Map<String, ByteArrayOutputStream> classes = new TreeMap<>();

    /** {@code disk} stays open: it knows its jars from one compilation to the next. */
    CompilerFiles(StandardJavaFileManager disk) {
        super(disk);
    }

    /** By the names of their files. */
    SortedMap<String, byte[]> classes() {
        SortedMap<String, byte[]> contents = new TreeMap<>();
        classes.forEach((name, content) -> contents.put(name, content.toByteArray()));
        return contents;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        String file = className.replace('.', '/') + kind.extension;
        return new SimpleJavaFileObject(URI.create("memory:///"), kind) {
            @Override
            public OutputStream openOutputStream() {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                classes.put(file, content);
                return content;
            }
        };
    }

    @Override
    public void close() throws IOException {
        // What is in memory goes with this; the class path is not this one's.
    }

    /** A source file as it was sent. As for {@code java}, its name need not be that of its public class. */
    static final class Source extends SimpleJavaFileObject {

        private final String name;
        private final String text;

        Source(String name, String text) {
            super(URI.create("memory:///source"), Kind.SOURCE);
            this.name = name;
            this.text = text;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }
    }
}
