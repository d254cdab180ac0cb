package dev.sluice.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds implementations of extension points that nobody holds to their contract. */
public final class ContractRules {

    private ContractRules() {}

    /**
     * The implementations of {@code point} that no concrete subclass of {@code contract} uses, by name.
     *
     * @param implementations where to look for them
     * @param tests where to look for subclasses of the contract
     */
    public static List<String> untested(
            Class<?> point, Class<?> contract, JavaClasses implementations, JavaClasses tests) {
        Set<String> used = tests.stream()
                .filter(type -> isConcrete(type) && type.isAssignableTo(contract))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getName())
                .collect(Collectors.toSet());
        return implementations.stream()
                .filter(type -> isConcrete(type) && type.isAssignableTo(point))
                .map(JavaClass::getName)
                .filter(name -> !used.contains(name))
                .sorted()
                .toList();
    }

    private static boolean isConcrete(JavaClass type) {
        return !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT);
    }
}
