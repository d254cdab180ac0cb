package dev.sluice.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rules that every module's packages keep. A module's architecture test imports its production classes with {@link
 * #production} and checks each rule that it wants.
 */
public final class ArchitectureRules {

    private static final List<String> VAGUE_PACKAGES = List.of(
            "util", "utils", "helper", "helpers", "manager", "managers", "impl", "base", "common", "misc", "shared");

    private ArchitectureRules() {}

    /** All production classes under {@code rootPackage} on the class path. */
    public static JavaClasses production(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(rootPackage);
    }

    /**
     * What holds for a module without the framework, whose packages are those below {@code root}: the rules below, and that it sees
     * nothing of {@code hidden}, written as ArchUnit package patterns.
     */
    public static Stream<ArchRule> ofModule(String root, String... hidden) {
        Stream<ArchRule> own = Stream.of(
                noPackageCycles(root),
                noVaguePackages(),
                everyPackageIsNullMarked(),
                nothingSleeps(),
                noFrameworkIn(root + ".."));
        return hidden.length == 0 ? own : Stream.concat(own, Stream.of(seesNothingOf(root + "..", hidden)));
    }

    /** Every package below {@code rootPackage}, itself included, may need others only if they do not need it. */
    public static ArchRule noPackageCycles(String rootPackage) {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        String home = type.getPackageName();
                        return home.equals(rootPackage) || home.startsWith(rootPackage + ".")
                                ? SliceIdentifier.of(home)
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of " + rootPackage;
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    /** A package's name says which feature lives there. */
    public static ArchRule noVaguePackages() {
        return classes().should(new ArchCondition<>("live in a package that is named after a feature") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (String part : type.getPackageName().split("\\.")) {
                    if (VAGUE_PACKAGES.contains(part)) {
                        events.add(SimpleConditionEvent.violated(
                                type, type.getName() + " lives in a package called '" + part + "'"));
                    }
                }
            }
        });
    }

    /** No null in public API: every package says so once, in its {@code package-info.java}. */
    public static ArchRule everyPackageIsNullMarked() {
        return classes().should(new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                if (!home.isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(
                            type, home.getName() + " has no package-info.java with @NullMarked: " + type.getName()));
                }
            }
        });
    }

    /** Frameworks stay out of {@code packages}, written as ArchUnit package patterns. */
    public static ArchRule noFrameworkIn(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.smallrye..");
    }

    /** {@code from} uses no type of {@code hidden}; all are written as ArchUnit package patterns. */
    public static ArchRule seesNothingOf(String from, String... hidden) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(hidden);
    }

    /** Only in {@code callers}, written as ArchUnit package patterns, and by itself are these methods of a type called. */
    public static ArchRule onlyCalledFrom(Class<?> type, Set<String> methods, String... callers) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(callers)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "it is " + methods + " of " + type.getSimpleName(),
                        call -> methods.contains(call.getTarget().getName())
                                && call.getTargetOwner().isAssignableTo(type)
                                && !call.getOriginOwner().isAssignableTo(type)));
    }

    /** Nothing sleeps: time is an argument, or somebody waits for a signal. */
    public static ArchRule nothingSleeps() {
        return noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "it is Thread.sleep",
                        call -> call.getTarget().getName().equals("sleep")
                                && call.getTargetOwner().isEquivalentTo(Thread.class)));
    }
}
