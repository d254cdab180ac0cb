package dev.sluice.runner.function;

import java.util.Locale;

/** Why a function cannot be started here. */
public enum StartFault {
    /** The artifact cannot be read as code. */
    BAD_ARTIFACT,
    /** The handler's class, or one that it needs, is not in the artifact. */
    CLASS_NOT_FOUND,
    /** The handler has no form that can be called. */
    WRONG_SIGNATURE,
    /** A static initialiser or a constructor threw. */
    INITIALISER_FAILED,
    /** The start hook threw. */
    START_HOOK_FAILED;

    /** As in SPECIALISE_FAILED. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
