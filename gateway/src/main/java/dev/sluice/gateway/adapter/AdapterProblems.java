package dev.sluice.gateway.adapter;

import dev.sluice.core.adapter.AdapterSettings;
import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.LogAdapter;
import dev.sluice.core.adapter.Sign;
import dev.sluice.core.function.Adapters;
import dev.sluice.core.function.SpecProblem;
import dev.sluice.gateway.adapter.logs.LineExpression;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with adapters that only who puts them to work can tell: expressions that cannot be used. */
public final class AdapterProblems {

    private final List<SpecProblem> problems = new ArrayList<>();

    private AdapterProblems() {}

    /** {@code path} is that of the adapters. */
    public static List<SpecProblem> of(Adapters adapters, String path) {
        AdapterProblems found = new AdapterProblems();
        if (!adapters.isEmpty()) {
            AdapterSettings settings = AdapterSettings.of(adapters);
            found.logs(settings.logs(), path + ".logs");
            found.signs(settings.signs(), path + ".health.signs");
        }
        return found.problems;
    }

    private void logs(List<LogAdapter> logs, String path) {
        for (int i = 0; i < logs.size(); i++) {
            String place = path + "[" + i + "]";
            List<Expression> patterns = logs.get(i).patterns();
            for (int j = 0; j < patterns.size(); j++) {
                expression(patterns.get(j), place + ".patterns[" + j + "]");
            }
            logs.get(i).multiline().ifPresent(rule -> expression(rule.start(), place + ".multiline.start"));
        }
    }

    private void signs(List<Sign> signs, String path) {
        for (int i = 0; i < signs.size(); i++) {
            if (signs.get(i) instanceof Sign.Log(Expression pattern)) {
                expression(pattern, path + "[" + i + "].log");
            }
        }
    }

    private void expression(Expression expression, String path) {
        try {
            LineExpression.of(expression);
        } catch (IllegalArgumentException e) {
            problems.add(new SpecProblem(path, String.valueOf(e.getMessage()), Expression.RULE));
        }
    }
}
