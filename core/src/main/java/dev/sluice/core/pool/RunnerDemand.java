package dev.sluice.core.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the machine was last told that a function waits for, so that it is told again only of changes. */
final class RunnerDemand {

    private List<FunctionEffect.Want> told = List.of();

    boolean isEmpty() {
        return told.isEmpty();
    }

    int total() {
        int total = 0;
        for (FunctionEffect.Want want : told) {
            total += want.total();
        }
        return total;
    }

    /** {@code wants} holds each kind at most once. */
    void become(List<FunctionEffect.Want> wants, Consumer<? super FunctionEffect> out) {
        List<FunctionEffect.Want> next = new ArrayList<>(1);
        for (FunctionEffect.Want want : wants) {
            if (want.total() > 0) {
                next.add(want);
            }
        }
        if (next.equals(told)) {
            return;
        }
        for (FunctionEffect.Want old : told) {
            if (next.stream().noneMatch(want -> want.kind().equals(old.kind()))) {
                out.accept(new FunctionEffect.Want(old.kind(), 0, 0));
            }
        }
        for (FunctionEffect.Want want : next) {
            if (!told.contains(want)) {
                out.accept(want);
            }
        }
        told = List.copyOf(next);
    }
}
