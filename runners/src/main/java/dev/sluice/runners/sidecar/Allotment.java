package dev.sluice.runners.sidecar;

import dev.sluice.core.function.Sidecar;
import dev.sluice.core.runner.RunnerStartException;
import dev.sluice.core.runner.SidecarAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the sidecars of one instance are reached, for as long as it lives.
 *
 * @param shared the work folder of the instance
 * @param token what callers show at ports
 */
record Allotment(Map<String, SidecarAddress> addresses, Path shared, String token) {

    /** The variable that tells the folder which an instance and its sidecars share. */
    static final String SHARED = "SLUICE_SHARED";

    /** The variable that tells what is shown at the ports of an instance's sidecars. */
    static final String TOKEN = "SLUICE_SIDECARS_TOKEN";

    /** The variables that tell a sidecar its own address. */
    static final String SOCKET = "SOCKET";

    static final String PORT = "PORT";

    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** Gives each its address. */
    static Allotment of(List<Sidecar> sidecars, Path shared, String token) throws RunnerStartException {
        Map<String, SidecarAddress> addresses = new LinkedHashMap<>();
        for (Sidecar sidecar : sidecars) {
            addresses.put(sidecar.name(), address(sidecar, shared, token));
        }
        return new Allotment(addresses, shared, token);
    }

    private static SidecarAddress address(Sidecar sidecar, Path shared, String token) throws RunnerStartException {
        return switch (sidecar.address()) {
            case SOCKET -> socket(sidecar, shared);
            case PORT -> new SidecarAddress.Port(freePort(), token);
            case NONE -> new SidecarAddress.Nowhere();
        };
    }

    private static SidecarAddress socket(Sidecar sidecar, Path shared) throws RunnerStartException {
        return socket(shared.resolve(sidecar.name() + ".sock"));
    }

    /** Throws if the system allows no socket with such a path. */
    static SidecarAddress socket(Path path) throws RunnerStartException {
        Optional<String> refusal = SidecarAddress.Socket.refusal(path);
        if (refusal.isPresent()) {
            throw new RunnerStartException(refusal.get());
        }
        return new SidecarAddress.Socket(path);
    }

    static int freePort() throws RunnerStartException {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new RunnerStartException("no port of 127.0.0.1 is free: " + e.getMessage(), e);
        }
    }

    SidecarAddress addressOf(Sidecar sidecar) {
        return addresses.getOrDefault(sidecar.name(), new SidecarAddress.Nowhere());
    }

    /** What the instance and all its sidecars are told. */
    Map<String, String> variables(List<Sidecar> sidecars) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(SHARED, shared.toString());
        for (Sidecar sidecar : sidecars) {
            switch (addressOf(sidecar)) {
                case SidecarAddress.Socket socket -> variables.put(sidecar.variable(), socket.toString());
                case SidecarAddress.Port port -> {
                    variables.put(sidecar.variable(), port.toString());
                    variables.put(TOKEN, token);
                }
                case SidecarAddress.Nowhere() -> {}
            }
        }
        return variables;
    }

    /** What one sidecar alone is told: where it is to be reached. */
    Map<String, String> own(Sidecar sidecar) {
        return switch (addressOf(sidecar)) {
            case SidecarAddress.Socket socket -> Map.of(SOCKET, socket.toString());
            case SidecarAddress.Port port -> Map.of(PORT, Integer.toString(port.port()));
            case SidecarAddress.Nowhere() -> Map.of();
        };
    }
}
