package dev.sluice.gateway.inspect.jar;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the class in a jar that can serve as its handler, without loading any. The manifest's {@code Sluice-Handler} wins;
 * otherwise it is the one public class that can be made and is a handler, by itself or through types in the same jar. One
 * written for Sluice goes before plain {@code java.util.function.Function}s.
 */
public final class HandlerSearch {

    public static final String MANIFEST_ATTRIBUTE = "Sluice-Handler";

    /** The name of the source file that a jar was compiled of, if it was one. */
    private static final String SOURCE = "Sluice-Source";

    private static final Set<String> OWN = Set.of("dev/sluice/function/Handler", "dev/sluice/function/HttpHandler");
    private static final Set<String> PLAIN = Set.of("java/util/function/Function", "java/util/function/UnaryOperator");

    /** These are handlers only when they are named. */
    private static final Set<String> NAMED = Set.of("java/util/function/Consumer", "java/util/function/Supplier");

    private static final int SHOWN = 20;

    private final UploadedJar jar;
    private final List<CodePlace> places;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Optional<ClassFacts>> read = new HashMap<>();

    public HandlerSearch(UploadedJar jar) throws UploadRefusedException {
        this.jar = jar;
        this.places = jar.places();
        places.forEach(place -> names.addAll(place.names()));
    }

    /** The handler, for a spec that names none. */
    public String find() throws UploadRefusedException {
        Optional<String> named = jar.manifestAttribute(MANIFEST_ATTRIBUTE);
        if (named.isPresent()) {
            return check(named.get(), "the manifest's " + MANIFEST_ATTRIBUTE);
        }
        Set<String> candidates = candidates(OWN);
        if (candidates.isEmpty()) {
            candidates = candidates(PLAIN);
        }
        return switch (candidates.size()) {
            case 0 -> throw none();
            case 1 -> candidates.iterator().next();
            default ->
                throw new UploadRefusedException(
                        Reason.SEVERAL_HANDLERS,
                        "several classes could be the handler: " + shown(candidates) + ". Say which one as handler, or "
                                + (source().isPresent()
                                        ? "make only that one public"
                                        : "as " + MANIFEST_ATTRIBUTE + " in the manifest"));
        };
    }

    /** What in the archive can hardly be meant, a sentence each. */
    public List<String> warnings() throws UploadRefusedException {
        return jar.warnings();
    }

    /** Checks that the class of a handler is in the jar as far as that can be seen; answers the handler. */
    public String check(String handler, String namedBy) throws UploadRefusedException {
        String className = className(handler);
        String internal = className.replace('.', '/');
        if (names.contains(internal)) {
            checkVersion(internal);
            refuseForeign(handler, internal);
            return handler;
        }
        if (jar.hasLibraries()) {
            // It may be in a bundled jar: the trial knows for sure.
            return handler;
        }
        Set<String> candidates = candidates(OWN);
        candidates.addAll(candidates(PLAIN));
        String hint = nested(internal)
                .map(name -> ": did you mean " + name + "?")
                .orElse(candidates.isEmpty() ? "" : ". Classes that could be the handler: " + shown(candidates));
        throw new UploadRefusedException(
                Reason.CLASS_NOT_FOUND,
                "the class " + className + ", which " + namedBy + " names, is not in " + source().orElse("the jar")
                        + hint);
    }

    /**
     * By which contract the runtime calls a handler; empty if its class, or what that stands on, is not in the author's own code.
     * Of several the runtime takes the first in this order.
     */
    Optional<String> contract(String handler) throws UploadRefusedException {
        if (handler.contains("::")) {
            return Optional.of("method");
        }
        Optional<ClassFacts> facts = facts(className(handler).replace('.', '/'));
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        Set<String> types = supertypes(facts.get());
        boolean whole = types.stream().allMatch(type -> names.contains(type) || isOfThePlatform(type));
        for (Contract contract : Contract.values()) {
            if (types.contains(contract.type())) {
                return whole || contract == Contract.HTTP_HANDLER ? Optional.of(contract.word()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isOfThePlatform(String type) {
        return type.isEmpty() || type.startsWith("java/") || type.startsWith("dev/sluice/function/");
    }

    /** Why the handlers in the jar are none, if they were written for another platform. */
    private Optional<String> foreign() throws UploadRefusedException {
        for (String name : new TreeSet<>(names)) {
            Optional<ForeignContract> contract =
                    facts(name).isPresent() ? ForeignContract.of(bytes(name)) : Optional.empty();
            if (contract.isPresent()) {
                return contract.map(found -> found.sentence(name.replace('/', '.')));
            }
        }
        return Optional.empty();
    }

    /** A class that is called by another platform, or a method as only that can call it. */
    private void refuseForeign(String handler, String internal) throws UploadRefusedException {
        int colons = handler.indexOf("::");
        ClassFacts facts = facts(internal).orElseThrow();
        Optional<ForeignContract> contract;
        if (colons >= 0) {
            contract = ForeignContract.ofMethod(bytes(internal), handler.substring(colons + 2));
        } else {
            contract = isA(facts, OWN) || isA(facts, PLAIN) || isA(facts, NAMED)
                    ? Optional.empty()
                    : ForeignContract.of(bytes(internal));
        }
        if (contract.isPresent()) {
            throw new UploadRefusedException(Reason.NO_HANDLER, contract.get().sentence(facts.className()));
        }
    }

    private byte[] bytes(String name) throws UploadRefusedException {
        return content(name).orElseThrow();
    }

    /** Whether the class of a handler is in the jar itself. */
    public boolean has(String handler) {
        return names.contains(className(handler).replace('.', '/'));
    }

    private static String className(String handler) {
        return handler.contains("::") ? handler.substring(0, handler.indexOf("::")) : handler;
    }

    private Optional<String> nested(String internal) {
        int slash = internal.lastIndexOf('/');
        String nested = slash < 0 ? internal : internal.substring(0, slash) + "$" + internal.substring(slash + 1);
        return names.contains(nested) ? Optional.of(nested.replace('/', '.')) : Optional.empty();
    }

    private UploadRefusedException none() throws UploadRefusedException {
        Optional<UploadRefusedException> newer = newest();
        if (newer.isPresent()) {
            return newer.get();
        }
        List<String> broken = read.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + ".class")
                .sorted()
                .toList();
        Optional<String> foreign = foreign();
        if (foreign.isPresent()) {
            return new UploadRefusedException(Reason.NO_HANDLER, foreign.get());
        }
        Optional<String> source = source();
        if (source.isPresent()) {
            return new UploadRefusedException(Reason.NO_HANDLER, noneIn(source.get()));
        }
        return new UploadRefusedException(
                Reason.NO_HANDLER,
                "no handler in the jar: looked for a public class with a public constructor without parameters that"
                        + " implements dev.sluice.function.Handler, dev.sluice.function.HttpHandler or"
                        + " java.util.function.Function. Write one, or name a class and method as handler"
                        + (broken.isEmpty() ? "" : ". No classes, or damaged: " + shown(broken)));
    }

    private static String noneIn(String source) {
        return "no handler in " + source + ": it needs a public class with a public constructor without parameters that"
                + " implements dev.sluice.function.HttpHandler, dev.sluice.function.Handler or java.util.function.Function,"
                + " as in public class Hello implements java.util.function.Function<String, String>"
                + " { public String apply(String name) { return \"Hello, \" + name; } }"
                + ". Or name one of its public methods as handler, as in Hello::greet";
    }

    private Optional<String> source() throws UploadRefusedException {
        return jar.manifestAttribute(SOURCE);
    }

    /** A class that is too new for this runtime, if one was met: it may be the handler. */
    private Optional<UploadRefusedException> newest() {
        return read.values().stream()
                .flatMap(Optional::stream)
                .filter(ClassFacts::tooNew)
                .min(Comparator.comparing(ClassFacts::name))
                .map(HandlerSearch::tooNew);
    }

    private static UploadRefusedException tooNew(ClassFacts facts) {
        return new UploadRefusedException(
                Reason.CLASS_TOO_NEW,
                "the class " + facts.className() + " is compiled for Java " + (facts.major() - 44)
                        + ", and functions run on Java 25: compile with --release 25");
    }

    private Set<String> candidates(Set<String> wanted) throws UploadRefusedException {
        Set<String> candidates = new TreeSet<>();
        for (String name : names) {
            Optional<ClassFacts> facts = isAnonymous(name) ? Optional.empty() : facts(name);
            if (facts.isPresent() && facts.get().instantiable() && isA(facts.get(), wanted)) {
                candidates.add(facts.get().className());
            }
        }
        return candidates;
    }

    /** By its name: such a class is never public, and reading is what a search takes its time for. */
    private static boolean isAnonymous(String name) {
        int dollar = name.lastIndexOf('$');
        return dollar > 0 && dollar + 1 < name.length() && Character.isDigit(name.charAt(dollar + 1));
    }

    private boolean isA(ClassFacts start, Set<String> wanted) throws UploadRefusedException {
        return supertypes(start).stream().anyMatch(wanted::contains);
    }

    /** A class and all that it extends and implements, as far as the jar has those. */
    private Set<String> supertypes(ClassFacts start) throws UploadRefusedException {
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(start.name()));
        while (!open.isEmpty()) {
            String name = open.removeLast();
            if (seen.add(name) && names.contains(name)) {
                facts(name).ifPresent(facts -> {
                    open.add(facts.superclass());
                    open.addAll(facts.interfaces());
                });
            }
        }
        return seen;
    }

    private Optional<ClassFacts> facts(String name) throws UploadRefusedException {
        Optional<ClassFacts> known = read.get(name);
        if (known != null) {
            return known;
        }
        Optional<ClassFacts> facts = content(name).flatMap(bytes -> ClassFacts.of(name, bytes));
        read.put(name, facts);
        return facts;
    }

    /** What the first place has that has a class of this name. */
    private Optional<byte[]> content(String name) throws UploadRefusedException {
        for (CodePlace place : places) {
            if (place.names().contains(name)) {
                return place.content().of(name);
            }
        }
        return Optional.empty();
    }

    private void checkVersion(String name) throws UploadRefusedException {
        Optional<ClassFacts> facts = facts(name);
        if (facts.isEmpty()) {
            throw new UploadRefusedException(Reason.NOT_A_JAR, name + ".class is no class, or a damaged one");
        }
        if (facts.get().tooNew()) {
            throw tooNew(facts.get());
        }
    }

    private static String shown(Collection<String> candidates) {
        String list = String.join(", ", candidates.stream().limit(SHOWN).toList());
        return candidates.size() <= SHOWN ? list : list + " and " + (candidates.size() - SHOWN) + " more";
    }
}
