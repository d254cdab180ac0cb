package dev.sluice.testkit.runner;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.LinkClosedException;
import dev.sluice.core.runner.RunnerAddress;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerGate;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerLink;
import dev.sluice.core.runner.RunnerOrder;
import dev.sluice.core.runner.RunnerProcess;
import dev.sluice.core.runner.RunnerProvider;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A provider and a gate whose runners are only played, in virtual time. Unless a test says otherwise a runner says hello
 * after 300 ms, is specialised in 5 ms, and ends when it is drained.
 */
public final class PlayedRunners implements RunnerProvider, RunnerGate {

    private final VirtualTime time;
    private final Map<RunnerId, PlayedRunner> started = new LinkedHashMap<>();
    private final Map<RunnerId, Expected> expected = new HashMap<>();
    private Consumer<PlayedRunner> onStart;
    private BiConsumer<PlayedRunner, Frame.Specialise> onSpecialise;
    private Consumer<PlayedRunner> onDrain;
    private Consumer<PlayedRunner> onKill = runner -> runner.exit(new RunnerExit(137, false, ""));
    private @Nullable String refusal;

    private record Expected(String token, CompletableFuture<RunnerLink> link) {}

    public PlayedRunners(VirtualTime time) {
        this.time = time;
        onStart = runner -> time.after(Duration.ofMillis(300), runner::hello);
        onSpecialise = (runner, order) -> time.after(
                Duration.ofMillis(5), () -> runner.answer(new Frame.Specialised("found " + order.handler(), 5_000)));
        onDrain = runner -> time.execute(() -> runner.exit(new RunnerExit(0, false, "")));
    }

    public PlayedRunners onStart(Consumer<PlayedRunner> then) {
        onStart = then;
        return this;
    }

    public PlayedRunners onSpecialise(BiConsumer<PlayedRunner, Frame.Specialise> then) {
        onSpecialise = then;
        return this;
    }

    public PlayedRunners onDrain(Consumer<PlayedRunner> then) {
        onDrain = then;
        return this;
    }

    /** Called for one that is alive; unless a test says otherwise it ends at once. */
    public PlayedRunners onKill(Consumer<PlayedRunner> then) {
        onKill = then;
        return this;
    }

    /** Nothing can be started any more, for this reason. */
    public PlayedRunners refusing(String sentence) {
        refusal = sentence;
        return this;
    }

    /** All that were ever started, in order. */
    public List<PlayedRunner> started() {
        return List.copyOf(started.values());
    }

    public List<PlayedRunner> alive() {
        return started.values().stream().filter(PlayedRunner::isAlive).toList();
    }

    /** Those alive that are instances of {@code function}. */
    public List<PlayedRunner> instancesOf(String function) {
        return alive().stream()
                .filter(runner -> runner.ordered()
                        .filter(order -> order.function().equals(function))
                        .isPresent())
                .toList();
    }

    public Optional<PlayedRunner> find(RunnerId id) {
        return Optional.ofNullable(started.get(id));
    }

    void greet(PlayedRunner runner) {
        Expected guest = expected.remove(runner.id());
        if (guest != null && guest.token().equals(runner.order().token()) && runner.isAlive()) {
            guest.link().complete(runner);
        }
    }

    void specialise(PlayedRunner runner, Frame.Specialise order) {
        onSpecialise.accept(runner, order);
    }

    void drain(PlayedRunner runner) {
        onDrain.accept(runner);
    }

    void kill(PlayedRunner runner) {
        onKill.accept(runner);
    }

    @Override
    public String name() {
        return "played";
    }

    @Override
    public RunnerProcess start(RunnerOrder order) throws RunnerStartException {
        if (refusal != null) {
            throw new RunnerStartException(refusal);
        }
        PlayedRunner runner = new PlayedRunner(order, 1_000_000 + started.size(), this);
        started.put(order.id(), runner);
        onStart.accept(runner);
        return runner;
    }

    /** Plays none. */
    @Override
    public RunnerProcess startBeside(SidecarOrder order) throws RunnerStartException {
        throw new RunnerStartException("nobody plays sidecars here");
    }

    @Override
    public void close() {
        alive().forEach(PlayedRunner::kill);
    }

    @Override
    public Entrance expect(RunnerId id, String token) {
        Expected guest = new Expected(token, new CompletableFuture<>());
        expected.put(id, guest);
        return new Entrance(new RunnerAddress.Socket(Path.of("/run/played/" + id + ".sock")), guest.link());
    }

    @Override
    public void forget(RunnerId id) {
        Expected guest = expected.remove(id);
        if (guest != null) {
            guest.link().completeExceptionally(new LinkClosedException("runner " + id + " is not expected any more"));
        }
    }

    /** Tokens that would still let somebody in. */
    public int expectedGuests() {
        return expected.size();
    }
}
