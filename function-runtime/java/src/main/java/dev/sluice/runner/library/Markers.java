package dev.sluice.runner.library;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the annotations of JSON libraries in class files. The JVM drops annotations whose classes are not there, so that
 * reflection alone would not see the one that hides a password.
 */
final class Markers {

    /** An annotation's type stands in a class file as a descriptor (JVMS 4.7.16); code names classes without L and ;. */
    private static final Pattern DESCRIPTOR = Pattern.compile("L([a-z][\\w/]*/[A-Z]\\w*);");

    private static final String ANNOTATIONS = "RuntimeVisible";

    private Markers() {}

    /** The kinds of the annotations on a class and its members, with one annotation of each to show. */
    static Set<Marker> of(Class<?> type) {
        String file = text(type);
        Set<Marker> markers = new LinkedHashSet<>();
        if (file == null) {
            return markers;
        }
        collect(file, markers);
        if (file.contains(ANNOTATIONS)) {
            for (Class<?> annotation : own(type)) {
                String composed = text(annotation);
                if (composed != null) {
                    collect(composed, markers);
                }
            }
        }
        return markers;
    }

    /** One kind that was found. */
    record Marker(Kind kind, String annotation) {}

    private static void collect(String file, Set<Marker> markers) {
        if (Kind.PREFIXES.stream().noneMatch(file::contains)) {
            return;
        }
        Set<String> names = new TreeSet<>();
        Matcher matcher = DESCRIPTOR.matcher(file);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        for (String name : names) {
            Kind kind = Kind.ofAnnotation(name);
            if (kind != null && markers.stream().noneMatch(marker -> marker.kind() == kind)) {
                markers.add(new Marker(kind, "@" + name.substring(name.lastIndexOf('/') + 1)));
            }
        }
    }

    /** The annotations that the artifact itself declares: they may be made of those of a library. */
    private static List<Class<?>> own(Class<?> type) {
        Stream<AnnotatedElement> places = Stream.of(
                        new AnnotatedElement[] {type},
                        type.getDeclaredFields(),
                        type.getDeclaredMethods(),
                        type.getDeclaredConstructors())
                .flatMap(Stream::of);
        return places.flatMap(place -> Stream.of(place.getDeclaredAnnotations()))
                .<Class<?>>map(Annotation::annotationType)
                .filter(annotation -> !annotation.getModule().isNamed())
                .distinct()
                .toList();
    }

    private static @Nullable String text(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
    }
}
