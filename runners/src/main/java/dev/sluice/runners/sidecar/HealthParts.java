package dev.sluice.runners.sidecar;

import dev.sluice.core.adapter.Expression;
import dev.sluice.core.adapter.HealthAdapter;
import dev.sluice.core.adapter.Place;
import dev.sluice.core.adapter.Sign;
import dev.sluice.core.function.Sidecar;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerExit;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarAddress;
import dev.sluice.core.runner.SidecarOrder;
import dev.sluice.runners.provider.RunnerEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What the health of one instance is made of.
 *
 * @param told what the instance was told, its addresses among it
 * @param exited completes when it has ended
 * @param printed whether it has printed a line with an expression in it
 */
public record HealthParts(
        RunnerId instance,
        InstanceSidecars.Folders folders,
        Frame.Specialise told,
        CompletionStage<RunnerExit> exited,
        Predicate<Expression> printed,
        SidecarParts parts) {

    /** The order with the addresses in it at which the function itself is to listen. */
    public static Frame.Specialise withPlaces(Frame.Specialise order, List<Place> places, Path work)
            throws RunnerStartException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Place place : places) {
            if (place.port().isPresent() && !variables.containsKey(place.port().get())) {
                variables.put(place.port().get(), Integer.toString(Allotment.freePort()));
            }
            if (place.socket().isPresent()) {
                String variable = place.socket().get();
                variables.put(
                        variable,
                        Allotment.socket(work.toAbsolutePath().resolve(variable + ".sock"))
                                .toString());
            }
        }
        return variables.isEmpty() ? order : order.withVariables(variables);
    }

    /** Throws if a program that shows the health cannot be run; the message is a sentence. */
    public InstanceHealth of(HealthAdapter rule) throws RunnerStartException {
        List<Probe> probes = new ArrayList<>();
        for (Sign sign : rule.signs()) {
            probes.add(probe(sign, probes.size()));
        }
        return new InstanceHealth(rule, probes, parts, exited.toCompletableFuture());
    }

    private Probe probe(Sign sign, int number) throws RunnerStartException {
        return switch (sign) {
            case Sign.Http(Place at, String path) ->
                new HealthCheck(address(at, told.environment()), new Sidecar.Health.Answers(path));
            case Sign.Tcp(Place at) -> new HealthCheck(address(at, told.environment()), new Sidecar.Health.Connect());
            case Sign.Script script -> script(script, number);
            case Sign.Log(Expression pattern) -> new PrintedLine(pattern, printed);
        };
    }

    private record PrintedLine(Expression pattern, Predicate<Expression> printed) implements Probe {

        @Override
        public boolean isGood() {
            return printed.test(pattern);
        }

        @Override
        public String wanted() {
            return "print a line with " + pattern.text() + " in it";
        }
    }

    /** Where an instance is asked that was told this; nowhere if it was told no address. */
    public static SidecarAddress address(Place at, Map<String, String> environment) {
        String variable = at.sidecar().map(Sidecar::variable).orElse(at.toString());
        String value = environment.getOrDefault(variable, "");
        if (value.startsWith("/")) {
            return new SidecarAddress.Socket(Path.of(value));
        }
        String port = value.substring(value.indexOf(':') + 1);
        String token = at.sidecar().isPresent() ? environment.getOrDefault(Allotment.TOKEN, "") : "";
        return port.isEmpty() ? new SidecarAddress.Nowhere() : new SidecarAddress.Port(Integer.parseInt(port), token);
    }

    private Probe script(Sign.Script script, int number) throws RunnerStartException {
        Path code = folders.code().toAbsolutePath();
        Path work = folders.work().toAbsolutePath();
        List<String> command = new ArrayList<>(script.command());
        try {
            command.set(0, parts.programs().find(script.program(), code).toString());
        } catch (RunnerStartException e) {
            throw new RunnerStartException("The health of the instance cannot be seen: " + e.getMessage() + ".", e);
        }
        Map<String, String> environment = RunnerEnvironment.usual(work.toString());
        environment.putAll(told.environment());
        environment.put(Allotment.SHARED, work.toString());
        SidecarOrder order = new SidecarOrder(
                new RunnerId(instance.value() + "/health-" + number),
                command,
                environment,
                script.program().memory(),
                new SidecarAddress.Nowhere(),
                code,
                work);
        return new ScriptProbe(parts.provider(), order, script.command().getFirst());
    }
}
