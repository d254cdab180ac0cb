package dev.sluice.core.decorator.whole;

/** What a decorator does with a whole request. */
@FunctionalInterface
public interface WholeHandler {

    /**
     * Runs on a virtual thread of its own and may block. It may call {@code next} once, several times or never, and
     * returns what the caller gets; replies that it does not return are dropped. It is interrupted when the caller has
     * gone. What it throws ends the call as the decorator's own failure.
     */
    Reply handle(WholeRequest request, Next next) throws Exception;
}
