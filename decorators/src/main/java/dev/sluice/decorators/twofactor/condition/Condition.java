package dev.sluice.decorators.twofactor.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.sluice.core.invocation.RequestHead;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An expression in CEL (cel.dev) that says whether a request needs the second factor. It knows {@code request.method},
 * {@code request.path}, {@code request.query} and {@code request.headers} (maps of texts, headers by lower-case name), {@code
 * request.body} (the body as JSON) and {@code subject}. Thread-safe.
 *
 * <p>When it cannot be evaluated, because the body is no JSON or has no such member, the second factor is needed: what
 * cannot be judged is not let through.
 */
public final class Condition {

    private static final String BODY = "request.body";
    private static final int LONGEST = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(10_000)
            .maxExpressionCodePointSize(LONGEST)
            .build();

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("request.method", SimpleType.STRING)
            .addVar("request.path", SimpleType.STRING)
            .addVar("request.query", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addVar("request.headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addVar(BODY, SimpleType.DYN)
            .addVar("subject", SimpleType.STRING)
            .setResultType(SimpleType.BOOL)
            .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private final String text;
    private final CelRuntime.Program program;
    private final boolean readsBody;
    private final boolean repeats;

    private Condition(String text, CelRuntime.Program program, boolean readsBody, boolean repeats) {
        this.text = text;
        this.program = program;
        this.readsBody = readsBody;
        this.repeats = repeats;
    }

    /** @throws IllegalArgumentException with a sentence, if it is no expression that is true or false */
    public static Condition parse(String expression) {
        try {
            CelAbstractSyntaxTree tree = COMPILER.compile(expression).getAst();
            boolean readsBody = tree.getReferenceMap().values().stream()
                    .map(CelReference::name)
                    .anyMatch(BODY::equals);
            boolean repeats = CelNavigableAst.fromAst(tree).getRoot().allNodes().anyMatch(Condition::repeats);
            return new Condition(expression, RUNTIME.createProgram(tree), readsBody, repeats);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("'" + expression + "' is not an expression that can be used: "
                    + firstLine(String.valueOf(e.getMessage()))
                    + ". It may use request.method, request.path, request.query, request.headers, request.body and"
                    + " subject, and must be true or false");
        }
    }

    /** A macro goes through a list or a map, and a pattern may be made for the call. */
    private static boolean repeats(CelNavigableExpr node) {
        return switch (node.getKind()) {
            case COMPREHENSION -> true;
            case CALL -> node.expr().call().function().equals("matches");
            default -> false;
        };
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /**
     * Whether its cost is bounded by its length and that of a head: nothing in it is done more than once, and no body is read.
     */
    public boolean isBounded() {
        return !readsBody && !repeats;
    }

    /** Whether the body must be at hand. */
    public boolean readsBody() {
        return readsBody;
    }

    /** Whether the second factor is needed; {@code body} may be empty when {@link #readsBody} is false. */
    public boolean holds(RequestHead head, String subject, byte[] body) {
        try {
            Map<String, Object> known = new HashMap<>();
            known.put("request.method", head.method());
            known.put("request.path", head.path());
            known.put("request.query", query(head.query()));
            known.put("request.headers", headers(head));
            known.put("subject", subject);
            if (readsBody) {
                known.put(BODY, JsonBody.read(body));
            }
            return !Boolean.FALSE.equals(program.eval(known));
        } catch (CelEvaluationException | IOException | IllegalArgumentException e) {
            return true;
        }
    }

    private static Map<String, String> headers(RequestHead head) {
        Map<String, String> headers = new HashMap<>();
        head.headers()
                .forEach((name, value) ->
                        headers.merge(name.toLowerCase(Locale.ROOT), value, (one, more) -> one + ", " + more));
        return headers;
    }

    /** A name that stands there twice cannot be judged, as nobody knows which of both the function takes. */
    private static Map<String, String> query(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!pair.isEmpty() && values.put(decoded(name), decoded(value)) != null) {
                throw new IllegalArgumentException("the query has '" + name + "' twice");
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** CEL tells the fault in the first line, and draws it in those that follow. */
    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("").replaceFirst("^ERROR: <input>:", "");
        return line.replaceFirst("[.]$", "");
    }
}
