package dev.sluice.gateway.inspect;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.function.RuntimeName;

/** Code for a runtime that cannot look into any: its trial is the first to know whether it is good. */
public record UninspectedCode(RuntimeName runtime) implements InspectedCode {

    @Override
    public String find() throws UploadRefusedException {
        throw new UploadRefusedException(
                Reason.NO_HANDLER,
                "the runtime " + runtime + " does not find handlers by itself: name one as handler in the spec");
    }

    @Override
    public String check(String handler, String namedBy) {
        return handler;
    }

    /** It may be: nobody knows. */
    @Override
    public boolean has(String handler) {
        return true;
    }
}
