package dev.sluice.gateway.api;

import dev.sluice.core.function.Namespace;
import dev.sluice.events.deadletter.DeadLetter;
import dev.sluice.events.deadletter.DeadWork;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which dead letters of a namespace are meant: those that every query parameter that is there leaves. */
final class LetterFilter {

    private Predicate<DeadLetter> such;

    private LetterFilter(Predicate<DeadLetter> such) {
        this.such = such;
    }

    /** All of a namespace. */
    static LetterFilter of(Namespace namespace) {
        return new LetterFilter(letter -> letter.function().namespace().equals(namespace));
    }

    LetterFilter function(Names names, @Nullable String text) {
        QueryText.told(text)
                .map(names::function)
                .ifPresent(name -> such = such.and(letter -> letter.function().equals(name)));
        return this;
    }

    LetterFilter trigger(@Nullable String text) {
        QueryText.told(text)
                .ifPresent(name -> such = such.and(letter -> letter.work() instanceof DeadWork.TopicRecord record
                        && record.trigger().equals(name)));
        return this;
    }

    LetterFilter reason(@Nullable String text) {
        QueryText.told(text)
                .ifPresent(word ->
                        such = such.and(letter -> letter.failure().reason().equals(word)));
        return this;
    }

    LetterFilter age(Instant now, @Nullable String olderThan, @Nullable String youngerThan) {
        QueryText.age("olderThan", olderThan)
                .map(now::minus)
                .ifPresent(before ->
                        such = such.and(letter -> letter.failure().at().isBefore(before)));
        QueryText.age("youngerThan", youngerThan)
                .map(now::minus)
                .ifPresent(
                        after -> such = such.and(letter -> letter.failure().at().isAfter(after)));
        return this;
    }

    boolean leaves(DeadLetter letter) {
        return such.test(letter);
    }
}
