package dev.sluice.gateway.reconcile;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.decorate.Decoration;

/**
 * Why what the catalog says of a function is not in service at this gateway.
 *
 * @param reason a stable word: {@link #DECORATOR_MISSING} if nothing serves, {@link #NOT_IN_SERVICE}, {@link #TRIGGERS_NOT_APPLIED} if
 *     only its triggers are not as it says
 * @param detail a sentence that says what serves instead, if anything does, and what to do
 */
public record Unserved(String reason, String detail) {

    public static final String DECORATOR_MISSING = "decorator_missing";
    public static final String NOT_IN_SERVICE = "not_in_service";

    public static final String TRIGGERS_NOT_APPLIED = "triggers_not_applied";

    /** Whether what served before goes on. */
    public boolean otherServes() {
        return reason.equals(NOT_IN_SERVICE);
    }

    /** Whether calls go to another version, or to none. */
    public boolean concernsCalls() {
        return !reason.equals(TRIGGERS_NOT_APPLIED);
    }

    /** Its calls are served, and its triggers are not as its spec says. */
    static Unserved triggers(FunctionName function, String why) {
        return new Unserved(TRIGGERS_NOT_APPLIED, "the triggers of " + function + " are not applied: " + why);
    }

    /** Calls are refused. */
    static Unserved refused(Decoration.Broken decorators) {
        return new Unserved(DECORATOR_MISSING, decorators.detail());
    }

    /** The version that served before goes on. */
    static Unserved kept(FunctionVersion wanted, FunctionVersion serving, String why) {
        return new Unserved(
                NOT_IN_SERVICE,
                "this gateway cannot put " + wanted.label() + " into service, and " + serving.label() + " goes on: "
                        + why);
    }

    /** Whatever served before goes on. */
    static Unserved failed(FunctionName function, Throwable failure) {
        return new Unserved(
                NOT_IN_SERVICE,
                "this gateway could not bring " + function + " to what the catalog says, and tries again: " + failure);
    }
}
