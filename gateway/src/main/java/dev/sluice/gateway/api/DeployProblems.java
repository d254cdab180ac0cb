package dev.sluice.gateway.api;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.FunctionError;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.core.problem.Sentence;
import dev.sluice.gateway.deploy.DeployResult;
import java.util.Locale;
import java.util.Optional;

/** Says why something did not go live. */
final class DeployProblems {

    private DeployProblems() {}

    /** Empty if it did go live. */
    static Optional<Problem> of(DeployResult result) {
        return switch (result) {
            case DeployResult.Live live -> Optional.empty();
            case DeployResult.NoCode() -> Optional.of(noCode());
            case DeployResult.CodeAndUpstream() -> Optional.of(codeAndUpstream());
            case DeployResult.InvalidSpec(var problems) -> Optional.of(Problems.invalidSpec(problems));
            case DeployResult.BadUpload bad -> Optional.of(of(bad));
            case DeployResult.NotStarted failed -> Optional.of(of(failed));
            case DeployResult.NotInService late -> Optional.of(of(late));
            case DeployResult.Changed changed -> Optional.of(of(changed));
            case DeployResult.NoSuchFunction(var name) -> Optional.of(Problems.noSuchFunction(name.value()));
            case DeployResult.NoSuchVersion missing -> Optional.of(of(missing));
        };
    }

    private static Problem of(DeployResult.BadUpload bad) {
        int status = switch (bad.reason()) {
            case ARCHIVE_TOO_LARGE -> 413;
            case BUILD_FAILED -> 422;
            default -> 400;
        };
        boolean built = bad.reason() == UploadRefusedException.Reason.BUILD_FAILED;
        return Problems.of(
                status,
                bad.reason().name().toLowerCase(Locale.ROOT),
                built ? "The build failed" : "The code cannot be used",
                Sentence.of(bad.message()));
    }

    private static Problem noCode() {
        return Problems.invalidRequest(
                "There is no code, and none is kept: send it in the part 'code' of the form, as in"
                        + " curl -F code=@hello.jar or sluice deploy NAME FILE, or send a spec that names an 'upstream'.");
    }

    private static Problem codeAndUpstream() {
        return Problems.invalidRequest("A function whose spec names an upstream has no code: send the spec alone.");
    }

    private static Problem of(DeployResult.NotInService late) {
        return Problems.of(
                503,
                "not_in_service",
                "The version is not in service yet",
                Sentence.ended(late.version().label()
                                + " is kept and is the live version, but this gateway has not put it"
                                + " into service: " + late.why())
                        + " It goes on trying; 'sluice describe "
                        + late.version().function() + "' says how it stands.");
    }

    private static Problem of(DeployResult.Changed changed) {
        return Problems.of(
                409,
                "changed_meanwhile",
                "The function was changed meanwhile",
                "Somebody else changed '" + changed.function() + "' meanwhile, and nothing was deployed: try again.");
    }

    private static Problem of(DeployResult.NoSuchVersion missing) {
        return Problems.of(
                404,
                "no_such_version",
                "There is no such version",
                "'" + missing.function() + "' has no version " + missing.version() + ". It has " + missing.kept()
                        + ".");
    }

    /** The old version, if any, still serves: every sentence says so. */
    private static Problem of(DeployResult.NotStarted result) {
        String label = result.version().label();
        String hint = result.trial().hint();
        return switch (result.trial().why()) {
            case Outcome.NotStarted(String reason, FunctionError error) ->
                function(reason, sentence(label, error), hint).causedBy(error);
            case Outcome.Threw(FunctionError error) ->
                function("initialiser_failed", sentence(label, error), hint).causedBy(error);
            case Outcome.BadInput(FunctionError error) ->
                function("wrong_signature", sentence(label, error), hint).causedBy(error);
            case Outcome.BadAnswer(FunctionError error) ->
                function("wrong_signature", sentence(label, error), hint).causedBy(error);
            case Outcome.TimedOut(var timeout, FunctionError error) ->
                function("timed_out", label + " did not start within " + timeout.toMillis() + " ms.", hint)
                        .causedBy(error);
            case Outcome.OutOfMemory(String detail) ->
                function(
                        "out_of_memory",
                        Sentence.ended(label + " ran out of memory while it started: " + detail),
                        hint);
            case Outcome.Exited(String detail, Outcome.EndedBy _) ->
                function(
                        "function_exited",
                        Sentence.ended(label + " ended its process while it started: " + detail),
                        hint);
            case Outcome.Rejected rejected -> rejected(label, rejected);
            case Outcome.PlatformFault(Component component, String reason, String detail) ->
                Problem.of(
                        new Kind(503, component, reason, "The version could not be tried"),
                        Sentence.ended(label + " could not be tried: " + detail) + " Nothing was changed.");
            case Outcome.Succeeded s -> inconclusive(label);
            case Outcome.Intercepted i -> inconclusive(label);
            case Outcome.Cancelled c -> inconclusive(label);
            case Outcome.NeighbourTimedOut n -> inconclusive(label);
            case Outcome.NoSuchFunction n -> inconclusive(label);
        };
    }

    private static String sentence(String label, FunctionError error) {
        String what = error.type().isEmpty() ? error.message() : error.type() + ": " + error.message();
        return Sentence.ended(label + " could not be started: " + what);
    }

    private static Problem function(String reason, String sentence, String hint) {
        return Problem.of(
                new Kind(422, Component.FUNCTION, reason, "The new version did not start"),
                sentence + (hint.isEmpty() ? "" : " " + Sentence.of(hint)) + " Nothing was changed.");
    }

    private static Problem rejected(String label, Outcome.Rejected rejected) {
        String reason = rejected.reason().name().toLowerCase(Locale.ROOT);
        return Problem.of(
                        new Kind(503, Component.POOL, reason, "There is no runner for a trial"),
                        Sentence.ended(label + " could not be tried: " + rejected.detail())
                                + " Nothing was changed; try again later.")
                .retryAfter(rejected.retryAfter());
    }

    private static Problem inconclusive(String label) {
        return Problem.of(
                new Kind(500, Component.POOL, "trial_failed", "The version could not be tried"),
                label + " could not be tried, by a fault of the platform. Nothing was changed.");
    }
}
