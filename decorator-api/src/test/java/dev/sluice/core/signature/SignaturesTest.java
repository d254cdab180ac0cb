package dev.sluice.core.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.sluice.core.decorator.Decorator;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Decorator jars that others have built go on working: nothing of what they compile against changes by accident. */
class SignaturesTest {

    private static final Path KEPT = Path.of(System.getProperty("sluice.root"), "decorator-api/signatures.txt");

    /** The packages that a gateway shows to the jars of decorators. */
    private static final Set<String> PACKAGES = Set.of(
            "dev.sluice.core.decorator",
            "dev.sluice.core.decorator.head",
            "dev.sluice.core.decorator.whole",
            "dev.sluice.core.event",
            "dev.sluice.core.function",
            "dev.sluice.core.invocation",
            "dev.sluice.core.json",
            "dev.sluice.core.problem",
            "dev.sluice.core.settings",
            "dev.sluice.core.state",
            "dev.sluice.core.time");

    private static final Set<String> MORE = Set.of(
            "dev.sluice.core.catalog.SecretValue",
            "dev.sluice.core.catalog.StorageException",
            "dev.sluice.core.loop.Serial");

    /** What telemetry is made of; no decorator gets one. */
    private static final String ONE_LESS = "dev.sluice.core.invocation.InvocationRecord";

    private static boolean isForDecorators(JavaClass type) {
        return PACKAGES.contains(type.getPackageName()) && !type.getName().equals(ONE_LESS)
                || MORE.contains(outermost(type));
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static Signatures now() throws URISyntaxException {
        Path classes = Path.of(Decorator.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return Signatures.of(classes, SignaturesTest::isForDecorators);
    }

    @Test
    void noSignatureIsLostThatDecoratorJarsMayUse() throws Exception {
        Signatures now = now();
        if (Boolean.getBoolean("sluice.accept-signatures")) {
            Files.write(KEPT, now.lines());
        }

        assertThat(now.lost(new Signatures(Files.readAllLines(KEPT))))
                .as(
                        "This was taken away from what decorator jars compile against, or has another signature now: jars that use"
                                + " it fail. If that is meant, accept it with 'mvn -pl decorator-api test -Dsluice.accept-signatures=true', which"
                                + " writes decorator-api/signatures.txt, commit that file with the change, and tell the authors of"
                                + " decorators in CHANGELOG.md.")
                .isEmpty();
    }

    @Test
    void aMemberThatIsLostOrHasAnotherSignatureIsSeen() throws URISyntaxException {
        Signatures now = now();
        List<String> changed = now.lines().stream()
                .map(line ->
                        line.replace("DecoratorKind: public abstract java.lang.String name();", "DecoratorKind: gone"))
                .toList();

        assertThat(changed).isNotEqualTo(now.lines());
        assertThat(new Signatures(changed).lost(now))
                .containsExactly("dev.sluice.core.decorator.DecoratorKind: public abstract java.lang.String name();");
    }

    @Test
    void genericsAndNestedTypesAreInThem() throws URISyntaxException {
        assertThat(now().lines())
                .contains(
                        "public interface dev.sluice.core.decorator.DecoratorKind<S extends java.lang.Record>",
                        "public final class dev.sluice.core.decorator.DecoratorEvent$What$Answered extends java.lang.Record"
                                + " implements dev.sluice.core.decorator.DecoratorEvent$What")
                .anyMatch(line -> line.startsWith("dev.sluice.core.decorator.DecoratorServices: public"
                        + " dev.sluice.core.decorator.DecoratorServices("));
    }
}
