package dev.sluice.events.filter;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import dev.sluice.core.event.CloudEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An expression in CEL (cel.dev) over {@code event}, whose members are the attributes, all of them texts, and {@code event.data}, of
 * whatever type the event has. Thread-safe.
 */
final class CelExpression {

    private static final String EVENT = "event";
    private static final String DATA = "event.data";

    /** As many characters as an expression may have. */
    private static final int LONGEST = 2_000;

    private static final int MOST_ROUNDS = 10_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .comprehensionMaxIterations(MOST_ROUNDS)
            .maxExpressionCodePointSize(LONGEST)
            .build();

    private static final CelCompiler OF_BOOLS = compiler(SimpleType.BOOL);
    private static final CelCompiler OF_ANY = compiler(SimpleType.DYN);

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private final CelRuntime.Program program;
    private final Costs costs;
    private final boolean readsAttributes;
    private final boolean readsData;

    private CelExpression(CelRuntime.Program program, Costs costs, Set<String> reads) {
        this.program = program;
        this.costs = costs;
        this.readsAttributes = reads.contains(EVENT);
        this.readsData = reads.contains(DATA);
    }

    private static CelCompiler compiler(CelType result) {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar(EVENT, MapType.create(SimpleType.STRING, SimpleType.STRING))
                .addVar(DATA, SimpleType.DYN)
                .setResultType(result)
                .build();
    }

    /**
     * One that is true or false.
     *
     * @throws IllegalArgumentException with a sentence that says the line and the column
     */
    static CelExpression ofTruth(String expression) {
        return parse(OF_BOOLS, expression, ", and must be true or false");
    }

    /**
     * One of any value.
     *
     * @throws IllegalArgumentException with a sentence that says the line and the column
     */
    static CelExpression ofValue(String expression) {
        return parse(OF_ANY, expression, "");
    }

    private static CelExpression parse(CelCompiler compiler, String expression, String result) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
            Set<String> reads = tree.getReferenceMap().values().stream()
                    .map(CelReference::name)
                    .collect(Collectors.toSet());
            return new CelExpression(RUNTIME.createProgram(tree), Costs.of(tree), reads);
        } catch (CelValidationException e) {
            throw refused(e.getErrors().getFirst(), result);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException("it is no expression in CEL that can be used: " + e.getMessage(), e);
        }
    }

    /** CEL counts columns from 0, and knows no place of what is wrong with the whole. */
    private static IllegalArgumentException refused(CelIssue issue, String result) {
        int line = Math.max(1, issue.getSourceLocation().getLine());
        int column = Math.max(0, issue.getSourceLocation().getColumn()) + 1;
        String said = issue.getMessage().lines().findFirst().orElse("").replaceFirst("[.]$", "");
        return new IllegalArgumentException("line " + line + ", column " + column + ": " + said
                + ". It may use event.type, event.source, each other attribute and event.data" + result);
    }

    Object value(EventView view) throws FilterFailedException {
        CloudEvent event = view.event();
        Optional<Object> attributes = readsAttributes ? Optional.of(attributes(event)) : Optional.empty();
        Optional<Object> data = readsData ? Optional.of(view.data()) : Optional.empty();
        CelVariableResolver known =
                name -> name.equals(DATA) ? data : name.equals(EVENT) ? attributes : Optional.empty();
        int size = readsData ? event.data().map(bytes -> bytes.length).orElse(0) : 0;
        try {
            return program.trace(known, costs.counting(size));
        } catch (CelEvaluationException e) {
            throw new FilterFailedException(Costs.isExceeded(e) ? Costs.EXCEEDED : sentence(e));
        }
    }

    private static String sentence(CelEvaluationException failure) {
        String said = String.valueOf(failure.getMessage()).replaceFirst("^evaluation error( at <input>:\\d+)?: ", "");
        return "The filter fails: " + said.lines().findFirst().orElse("").replaceFirst("[.]$", "") + ".";
    }

    private static Map<String, Object> attributes(CloudEvent event) {
        Map<String, Object> attributes = new HashMap<>(event.attributes());
        attributes.put("specversion", CloudEvent.VERSION);
        event.contentType().ifPresent(type -> attributes.put("datacontenttype", type));
        return attributes;
    }
}
