package dev.sluice.runner.function;

import dev.sluice.core.invocation.FunctionError;
import dev.sluice.runner.failure.FailureReport;

/** Why a runner cannot become an instance, with what its author should do. */
final class SpecialisationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final StartFault fault;
    private final transient FunctionError error;
    private final String hint;

    private SpecialisationException(StartFault fault, FunctionError error, String hint) {
        super(error.message());
        this.fault = fault;
        this.error = error;
        this.hint = hint;
    }

    static SpecialisationException badArtifact(String message, String hint) {
        return new SpecialisationException(StartFault.BAD_ARTIFACT, FunctionError.of(message), hint);
    }

    static SpecialisationException classNotFound(String message, String hint) {
        return new SpecialisationException(StartFault.CLASS_NOT_FOUND, FunctionError.of(message), hint);
    }

    static SpecialisationException wrongSignature(String message, String hint) {
        return new SpecialisationException(StartFault.WRONG_SIGNATURE, FunctionError.of(message), hint);
    }

    static SpecialisationException threw(StartFault fault, Throwable cause, String hint) {
        return new SpecialisationException(fault, FailureReport.of(cause), hint);
    }

    static SpecialisationException of(StartFault fault, Throwable cause, String message, String hint) {
        return new SpecialisationException(fault, FailureReport.of(cause, message), hint);
    }

    StartFault fault() {
        return fault;
    }

    FunctionError error() {
        return error;
    }

    String hint() {
        return hint;
    }
}
