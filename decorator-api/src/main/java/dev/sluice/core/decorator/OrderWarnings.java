package dev.sluice.core.decorator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds decorators in an order that works and can hardly be meant. */
public final class OrderWarnings {

    private final List<? extends BoundDecorator<?>> decorators;
    private final List<String> warnings = new ArrayList<>();

    private OrderWarnings(List<? extends BoundDecorator<?>> decorators) {
        this.decorators = decorators;
    }

    /** One sentence for each, with what to do; {@code decorators} as in the spec, the outermost first. */
    public static List<String> of(List<? extends BoundDecorator<?>> decorators) {
        OrderWarnings order = new OrderWarnings(decorators);
        order.before(
                Trait.STORES_ANSWERS,
                Trait.IDENTIFIES,
                "so an answer that was made for one caller may be given to another, who may not have it");
        order.before(
                Trait.BUFFERS_REQUEST,
                Trait.IDENTIFIES,
                "so whole bodies are read before it is known whether the caller may call at all");
        order.before(
                Trait.STORES_ANSWERS,
                Trait.REQUIRES_SUBJECT,
                "so an answer that was made for one caller may be given to another, who may not have it");
        order.before(
                Trait.SHOWS_REQUESTS,
                Trait.IDENTIFIES,
                "so another function is shown calls of which it is not known whether they may be made at all");
        order.before(
                Trait.IDENTIFIES,
                Trait.ANSWERS_PREFLIGHTS,
                "so what browsers ask first, which never has credentials, is refused");
        order.before(Trait.NEEDS_SUBJECT, Trait.IDENTIFIES, "so it does not know yet who calls");
        order.before(Trait.BUFFERS_ANSWER, Trait.ENCODES_ANSWER, "so it sees answers that it cannot read");
        order.before(
                Trait.REPEATS_CALLS,
                Trait.PASSES_ONCE,
                "so a call that is repeated is refused, because what it brought to pass was used the first time");
        order.nobodyIdentifies();
        order.passTwice();
        order.repeatedRepeats();
        return List.copyOf(order.warnings);
    }

    private void before(Trait first, Trait second, String consequence) {
        for (int i = 0; i < decorators.size(); i++) {
            int at = i;
            if (has(i, first) && !has(i, second) && !doneBefore(i, second)) {
                find(second, i + 1)
                        .ifPresent(later -> warnings.add(label(at) + " stands before " + label(later) + ", "
                                + consequence + ". Put " + name(later) + " first."));
            }
        }
    }

    /** An earlier one has done it already. */
    private boolean doneBefore(int index, Trait trait) {
        return switch (trait) {
            case IDENTIFIES -> stands(trait, index) || stands(Trait.MAY_IDENTIFY, index);
            case ANSWERS_PREFLIGHTS -> stands(trait, index);
            default -> false;
        };
    }

    private boolean stands(Trait trait, int before) {
        return find(trait, 0).filter(found -> found < before).isPresent();
    }

    private void nobodyIdentifies() {
        find(Trait.NEEDS_SUBJECT, 0)
                .filter(at -> find(Trait.IDENTIFIES, 0).isEmpty() && !stands(Trait.MAY_IDENTIFY, at))
                .ifPresent(at -> warnings.add(label(at) + " depends on who calls, and no decorator finds that out."
                        + " Put one that does, such as auth, before it."));
    }

    private void passTwice() {
        find(Trait.PASSES_ONCE, 0)
                .flatMap(first -> find(Trait.PASSES_ONCE, first + 1)
                        .map(second -> label(first) + " and " + label(second)
                                + " both take what lets a call pass once, and the second never sees it: a call that"
                                + " concerns both never passes. Keep one of them, unless each is for other calls."))
                .ifPresent(warnings::add);
    }

    private void repeatedRepeats() {
        find(Trait.REPEATS_CALLS, 0)
                .flatMap(first -> find(Trait.REPEATS_CALLS, first + 1)
                        .map(second -> label(first) + " and " + label(second)
                                + " both repeat calls, and what they add multiplies. Keep one of them."))
                .ifPresent(warnings::add);
    }

    private boolean has(int index, Trait trait) {
        return decorators.get(index).traits().contains(trait);
    }

    private Optional<Integer> find(Trait trait, int from) {
        for (int i = from; i < decorators.size(); i++) {
            if (has(i, trait)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private String label(int index) {
        return "decorators[" + index + "] (" + name(index) + ")";
    }

    private String name(int index) {
        return decorators.get(index).kind().name();
    }
}
