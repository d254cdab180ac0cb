package dev.sluice.gateway.api;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.gateway.deploy.DeployResult;
import dev.sluice.gateway.deploy.Deployments;
import dev.sluice.gateway.deploy.Plan;
import dev.sluice.gateway.deploy.Upload;
import dev.sluice.gateway.deployment.Admission;
import dev.sluice.gateway.deployment.Deployment;
import dev.sluice.gateway.deployment.DeploymentRegistry;
import dev.sluice.gateway.deployment.DeploymentState;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts deployments for requests, and waits for them. */
record DeployRequests(UploadReader uploads, Deployments deployments, DeploymentRegistry registry) {

    /** What a request brings. */
    record Sent(
            @Nullable String contentType,
            @Nullable Long length,
            @Nullable String replace,
            InputStream body) {}

    /** Reads what is sent, and starts to deploy it; blocks on the client and on the disk. */
    Deployment deploy(FunctionName function, Sent sent) {
        UploadReader.Received received = received(function, sent);
        boolean started = false;
        try {
            Deployment deployment = start(function, progress -> {
                try (received) {
                    return deployments.deploy(function, received.update(), received.code(), progress);
                }
            });
            started = true;
            return deployment;
        } finally {
            if (!started) {
                received.close();
            }
        }
    }

    /** Tells what a deployment would change. */
    Response plan(FunctionName function, Sent sent) {
        try (UploadReader.Received received = received(function, sent)) {
            return switch (deployments.plan(function, received.update(), received.code())) {
                case Plan.Planned planned ->
                    Response.ok(FunctionAnswers.Planned.of(planned)).build();
                case Plan.Refused(DeployResult why) ->
                    ProblemMappers.response(DeployProblems.of(why).orElseThrow());
            };
        }
    }

    /** Reads what is sent; the code may be kept code that the spec names. */
    private UploadReader.Received received(FunctionName function, Sent sent) {
        boolean alone = Flags.query("replace", sent.replace());
        UploadReader.Received received =
                uploads.read(sent.contentType(), sent.length() == null ? -1 : sent.length(), sent.body(), !alone);
        boolean good = false;
        try {
            SpecUpdate update =
                    alone && received.update() instanceof SpecUpdate.Patch patch ? patch.alone() : received.update();
            Optional<Upload> code = NamedCode.of(function, update, received.code(), deployments);
            good = true;
            return new UploadReader.Received(code, update);
        } finally {
            if (!good) {
                received.close();
            }
        }
    }

    /** Starts to make an old version live. */
    Deployment rollback(FunctionName function, int version) {
        return start(function, progress -> deployments.rollback(function, version, progress));
    }

    private Deployment start(FunctionName function, DeploymentRegistry.Work work) {
        return switch (registry.start(function, work)) {
            case Admission.Started(Deployment deployment) -> deployment;
            case Admission.TooMany(int most) ->
                throw new ProblemException(Problems.of(
                                429,
                                "too_many_deployments",
                                "Too many deployments are under way",
                                "Already " + most
                                        + " deployments are under way: try again when some of them have ended.")
                        .retryAfter(Duration.ofSeconds(5)));
            case Admission.ShuttingDown() ->
                throw new ProblemException(Problems.of(
                        503,
                        "shutting_down",
                        "The gateway shuts down",
                        "The gateway shuts down, and nothing was deployed: try again when it is back."));
        };
    }

    /** Waits for the end of a deployment, and answers what came of it: with {@code created} where there is a new version. */
    Response ended(Deployment deployment, RoutingContext request, UriInfo uri, int created)
            throws InterruptedException {
        Runnable told = registry.waiter();
        request.addEndHandler(sent -> told.run());
        DeploymentState state = deployment.awaitEnd();
        Optional<Problem> problem = DeploymentAnswer.problem(state);
        if (problem.isPresent()) {
            return ProblemMappers.response(problem.get());
        }
        DeployResult.Live live = DeploymentAnswer.live(state).orElseThrow();
        return Response.status(live.created() ? created : 200)
                .entity(FunctionAnswers.Deployed.of(live, uri.getBaseUri()))
                .build();
    }
}
