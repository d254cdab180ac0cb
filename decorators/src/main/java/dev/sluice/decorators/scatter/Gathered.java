package dev.sluice.decorators.scatter;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of the calls of all leaves.
 *
 * @param answers in the order of the leaves
 * @param missing the others, in the same order
 * @param late whether the time was over before enough had answered
 */
record Gathered(List<LeafAnswer> answers, List<Missing> missing, boolean late) {

    /** The header field that tells how many of how many leaves are in an answer: {@code 2/3}. */
    static final String COUNT = "Scatter-Answers";

    /** The header field that tells which are not, and why: {@code west;reason=late}. */
    static final String MISSING = "Scatter-Missing";

    /** A leaf whose answer is not there, and a stable word for why. */
    record Missing(Leaf leaf, String why) {}

    Gathered {
        answers = List.copyOf(answers);
        missing = List.copyOf(missing);
    }

    int of() {
        return answers.size() + missing.size();
    }

    String count() {
        return answers.size() + "/" + of();
    }

    /** A list of tokens with a parameter each (RFC 9651). */
    String missingOnes() {
        return missing.stream().map(one -> one.leaf() + ";reason=" + one.why()).collect(Collectors.joining(", "));
    }
}
