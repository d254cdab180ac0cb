package dev.sluice.events.filter;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationListener;
import java.io.Serial;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What an evaluation may cost, so that none takes much longer than 100 ms: each step one, texts and lists more by their length, texts
 * that a pattern is held against still more, and values of any depth that are compared as much as all data.
 *
 * @param patterned ids of texts that patterns are held against
 * @param deep ids of comparisons of two values of any depth
 */
record Costs(Set<Long> patterned, Set<Long> deep) {

    static final String EXCEEDED = "The filter fails: it takes too many steps for this event.";

    private static final long MOST = 1_000_000;
    private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_", "@in");

    /** Says that an evaluation costs too much. */
    private static final class ExceededException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        ExceededException() {
            super(EXCEEDED, null, false, false);
        }
    }

    /**
     * @throws IllegalArgumentException if no bound can be told, because a macro may make the values that are compared ever deeper, or
     *     a pattern comes from the event
     */
    static Costs of(CelAbstractSyntaxTree tree) {
        Set<Long> patterned = new HashSet<>();
        Set<Long> deep = new HashSet<>();
        boolean[] repeats = new boolean[1];
        CelNavigableAst.fromAst(tree).getRoot().allNodes().forEach(node -> {
            switch (node.getKind()) {
                case COMPREHENSION -> repeats[0] = true;
                case CALL -> look(tree, node, patterned, deep);
                default -> {}
            }
        });
        if (repeats[0] && !deep.isEmpty()) {
            throw new IllegalArgumentException("it has a macro and compares two values of unknown types:"
                    + " say the type of one of them, as in string(x) == event.data.y");
        }
        return new Costs(patterned, deep);
    }

    private static void look(CelAbstractSyntaxTree tree, CelNavigableExpr node, Set<Long> patterned, Set<Long> deep) {
        CelExpr.CelCall call = node.expr().call();
        if (call.function().equals("matches")) {
            if (call.args().getLast().exprKind().getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
                throw new IllegalArgumentException("its matches() takes a pattern that does not stand in it as a text");
            }
            patterned.add(call.target().orElseGet(() -> call.args().getFirst()).id());
        } else if (COMPARISONS.contains(call.function())
                && call.args().stream().noneMatch(each -> isFlat(tree, each.id()))) {
            deep.add(node.id());
        }
    }

    /** Whether comparing with a value of its type takes no longer than that value is long. */
    private static boolean isFlat(CelAbstractSyntaxTree tree, long id) {
        return tree.getType(id).filter(Costs::isFlat).isPresent();
    }

    private static boolean isFlat(CelType type) {
        return switch (type) {
            case ListType list -> list.hasElemType() && isFlat(list.elemType());
            case MapType map -> isFlat(map.valueType());
            default -> type instanceof SimpleType && !type.equals(SimpleType.DYN) && !type.equals(SimpleType.ANY);
        };
    }

    /** Counts one evaluation, over data of so many bytes. */
    CelEvaluationListener counting(int dataBytes) {
        return new CelEvaluationListener() {
            private long cost;

            @Override
            public void callback(CelExpr expr, Object result) {
                cost += 1
                        + (patterned.contains(expr.id()) ? 10L * length(result) : length(result) / 16)
                        + (deep.contains(expr.id()) ? dataBytes / 8 : 0);
                if (cost > MOST) {
                    throw new ExceededException();
                }
            }
        };
    }

    private static int length(Object value) {
        return switch (value) {
            case String text -> text.length();
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> 0;
        };
    }

    static boolean isExceeded(Throwable failure) {
        return failure instanceof ExceededException || failure.getCause() != null && isExceeded(failure.getCause());
    }
}
