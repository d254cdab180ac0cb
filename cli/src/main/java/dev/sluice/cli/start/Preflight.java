package dev.sluice.cli.start;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.http.Request;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Looks, before a gateway is started, whether it could. The gateway checks again; these sentences come sooner and say more. */
public final class Preflight {

    private Preflight() {}

    /** @throws CommandException if the gateway could not start */
    public static void check(GatewaySettings settings) {
        checkHome(settings.home());
        if (!isFree(settings.host(), settings.port())) {
            throw CommandException.machine("Port " + settings.port() + " is taken: " + holder(settings)
                    + ". Stop it, or choose another port: --port N.");
        }
    }

    private static void checkHome(Path home) {
        try {
            Files.createDirectories(home);
            Path probe = Files.createTempFile(home, ".probe", "");
            Files.delete(probe);
            if (new HomeLock(home).isHeld()) {
                throw CommandException.machine("Another gateway works in the home folder " + home
                        + ": ./sluice down ends it; or choose another: --home FOLDER.");
            }
        } catch (IOException e) {
            throw CommandException.machine("Cannot write to the home folder " + home + " ("
                    + e.getClass().getSimpleName()
                    + "): make room or change its owner, or choose another: --home FOLDER.");
        }
    }

    /** @throws CommandException if this machine has no such address */
    public static boolean isFree(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            probe.bind(address);
            return true;
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).contains("Cannot assign")) {
                throw CommandException.usage("This machine has no address " + host + ": choose another with --host.");
            }
            if (String.valueOf(e.getMessage()).contains("Permission denied")) {
                throw CommandException.machine(
                        "Port " + port + " is for root only: choose one from 1024 on with --port.");
            }
            return false;
        } catch (UnknownHostException e) {
            throw CommandException.usage("There is no host " + host + ": choose another with --host.");
        } catch (IOException e) {
            throw CommandException.machine("Cannot listen on " + host + ":" + port + ": " + e.getMessage() + ".");
        }
    }

    /** Any port that is free at this moment. */
    public static int freePort(String host) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, 0));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw CommandException.machine("Cannot listen on " + host + ": " + e.getMessage() + ".");
        }
    }

    private static String holder(GatewaySettings settings) {
        Platform there = new Platform(settings.url(), Optional.empty());
        try {
            var version = there.read(Request.get("/version").waiting(Duration.ofSeconds(1)));
            if (version.has("version") && version.has("java")) {
                return "Sluice " + version.text("version") + " runs there already";
            }
        } catch (CommandException e) {
            // Something that is not Sluice.
        }
        return PortHolder.find(settings.port()).orElse("another program listens there");
    }
}
