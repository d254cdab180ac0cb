package dev.sluice.gateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.gateway.deploy.DeployProgress;
import dev.sluice.gateway.deploy.DeployResult;
import dev.sluice.gateway.deploy.DeployStep;
import dev.sluice.testkit.catalog.Functions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeploymentRegistryTest {

    private static final FunctionName HELLO = new FunctionName("hello");
    private static final DeployResult NO_CODE = new DeployResult.NoCode();
    private static final Duration LONG = Duration.ofMinutes(1);

    private final DeploymentRegistry registry = new DeploymentRegistry(
            Clock.fixed(Functions.NOW, ZoneOffset.UTC),
            failure -> Problem.of(
                    new Kind(500, Component.GATEWAY, "failed", "It failed"), String.valueOf(failure.getMessage())));
    private final CountDownLatch gate = new CountDownLatch(1);

    private Deployment start(FunctionName function, DeploymentRegistry.Work work) {
        return ((Admission.Started) registry.start(function, work)).deployment();
    }

    private DeployResult wait(DeployProgress progress) throws InterruptedException {
        gate.await();
        return NO_CODE;
    }

    @Test
    void whatItDoesIsSeenWhileItIsUnderWayAndWhenItHasEnded() throws Exception {
        Deployment deployment = start(HELLO, progress -> {
            progress.step(new DeployStep.Checked());
            progress.printed("a line");
            gate.await();
            progress.step(new DeployStep.InService(3));
            return NO_CODE;
        });

        Deployment.Snapshot two = deployment.awaitMoreThan(1, LONG);
        gate.countDown();

        assertThat(two.ended()).isFalse();
        assertThat(two.events())
                .containsExactly(
                        new DeploymentEvent.StepTaken(1, Functions.NOW, new DeployStep.Checked()),
                        new DeploymentEvent.Printed(2, Functions.NOW, "a line"));
        assertThat(deployment.awaitEnd()).isEqualTo(new DeploymentState.Ended(Functions.NOW, NO_CODE));
        assertThat(deployment.snapshot().events()).hasSize(3);
        assertThat(registry.find(HELLO, deployment.id())).contains(deployment);
        assertThat(registry.find(new FunctionName("other"), deployment.id())).isEmpty();
    }

    @Test
    void whatThrowsIsToldAsItsProblem() throws Exception {
        Deployment deployment = start(HELLO, progress -> {
            throw new IllegalStateException("the disk is gone");
        });

        assertThat(deployment.awaitEnd())
                .isInstanceOfSatisfying(
                        DeploymentState.Failed.class,
                        failed -> assertThat(failed.problem().detail()).isEqualTo("the disk is gone"));
    }

    @Test
    void noMoreThanSomeAreUnderWay() {
        for (int i = 0; i < DeploymentRegistry.MOST_RUNNING; i++) {
            start(HELLO, this::wait);
        }

        assertThat(registry.start(HELLO, this::wait)).isEqualTo(new Admission.TooMany(1_000));

        gate.countDown();
        await().until(() -> registry.start(HELLO, this::wait) instanceof Admission.Started);
    }

    @Test
    void ofThoseThatEndedOnlyTheLastAreKept() throws Exception {
        Deployment running = start(HELLO, this::wait);
        List<Deployment> ended = new ArrayList<>();
        for (int i = 0; i < DeploymentRegistry.KEPT + 20; i++) {
            FunctionName function = i < 20 ? HELLO : new FunctionName("other-" + i);
            Deployment deployment = start(function, progress -> NO_CODE);
            deployment.awaitEnd();
            ended.add(deployment);
            IntSupplier kept = () -> registry.list(function).size();
            int most = i < 20 ? Math.min(i + 2, DeploymentRegistry.KEPT_OF_ONE + 1) : 1;
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> kept.getAsInt() <= most);
        }

        assertThat(registry.list(HELLO)).containsExactly(running);
        assertThat(registry.find(ended.get(20).function(), ended.get(20).id())).isPresent();
        assertThat(registry.find(HELLO, ended.get(19).id())).isEmpty();
        gate.countDown();
    }

    @Test
    void theNewestComesFirst() throws Exception {
        Deployment one = start(HELLO, progress -> NO_CODE);
        one.awaitEnd();
        Deployment two = start(HELLO, this::wait);

        assertThat(registry.list(HELLO)).containsExactly(two, one);
        gate.countDown();
    }

    @Test
    void ofALongLogOnlyTheBeginningIsKept() throws Exception {
        Deployment deployment = start(HELLO, progress -> {
            for (int i = 0; i < 1_000; i++) {
                progress.printed("x".repeat(1_000));
            }
            return NO_CODE;
        });
        deployment.awaitEnd();

        List<DeploymentEvent> events = deployment.snapshot().events();
        assertThat(events).hasSize(DeploymentLog.MAX_LINES + 1);
        assertThat(((DeploymentEvent.Printed) events.getFirst()).line())
                .isEqualTo("x".repeat(DeploymentLog.MAX_LINE) + "…");
        assertThat(((DeploymentEvent.Printed) events.getLast()).line())
                .isEqualTo("… what it printed further is left out");
    }

    @Test
    void theEndOfTheGatewayWaitsForThoseUnderWayAndForWhoWaitsForThem() {
        Deployment deployment = start(HELLO, this::wait);
        Runnable told = registry.waiter();

        CompletableFuture<Void> drained = registry.drain(LONG).toCompletableFuture();

        assertThat(registry.start(HELLO, this::wait)).isEqualTo(new Admission.ShuttingDown());
        gate.countDown();
        await().until(() -> !deployment.isRunning());
        assertThat(drained).isNotDone();
        told.run();
        told.run();
        await().until(drained::isDone);
        assertThat(deployment.snapshot().state()).isEqualTo(new DeploymentState.Ended(Functions.NOW, NO_CODE));
    }

    @Test
    void whatTakesLongerThanTheGraceIsStoppedAndToldSo() throws Exception {
        Deployment waiting = start(HELLO, this::wait);
        Deployment busy = start(new FunctionName("busy"), progress -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            progress.step(new DeployStep.Kept(new Digest("0".repeat(64))));
            return NO_CODE;
        });

        registry.drain(Duration.ofMillis(1)).toCompletableFuture().join();

        for (Deployment stopped : List.of(waiting, busy)) {
            assertThat(stopped.awaitEnd()).isInstanceOfSatisfying(DeploymentState.Failed.class, failed -> {
                assertThat(failed.problem().kind().reason()).isEqualTo("shutting_down");
                assertThat(failed.problem().detail())
                        .isEqualTo("The gateway shut down before the version could take over, and nothing was"
                                + " changed: deploy it again when it is back.");
            });
            assertThat(stopped.snapshot().events()).isEmpty();
        }
    }

    @Test
    void whatIsBeingWrittenIsNotStopped() throws Exception {
        Deployment deployment = start(HELLO, progress -> {
            progress.step(new DeployStep.Tried("it starts", Duration.ZERO));
            gate.await();
            progress.step(new DeployStep.Committed(1));
            return NO_CODE;
        });
        deployment.awaitMoreThan(0, LONG);

        deployment.stop();
        gate.countDown();

        assertThat(deployment.awaitEnd()).isEqualTo(new DeploymentState.Ended(Functions.NOW, NO_CODE));
    }

    @Test
    void aGatewayWithoutDeploymentsEndsAtOnce() {
        assertThat(registry.drain(LONG).toCompletableFuture()).isDone();
    }
}
