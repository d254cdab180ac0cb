package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * One port of this machine for a debugger, however often the instance behind it is replaced: each connection is passed on to the port that
 * the instance has at that moment, and ends with either side. Until it is closed.
 */
final class DebugPort implements AutoCloseable {

    private final ServerSocket server;
    private final Supplier<OptionalInt> instance;

    /**
     * Listens on the loopback address.
     *
     * @param port 0 for one that is free
     * @param instance the port of the instance; empty if nobody listens
     */
    DebugPort(int port, Supplier<OptionalInt> instance) {
        this.instance = instance;
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw CommandException.machine("The port " + port + " cannot be opened for a debugger: " + e.getMessage()
                    + ". Name another one, as in --debug=5005, or none.");
        }
        Thread.ofPlatform().daemon().name("debugger").start(this::accept);
    }

    int number() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // The end of the process closes it.
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket debugger = server.accept();
                Thread.startVirtualThread(() -> serve(debugger));
            } catch (IOException e) {
                // It is closed, or the next one may come.
            }
        }
    }

    private void serve(Socket debugger) {
        try (debugger) {
            OptionalInt port = instance.get();
            if (port.isPresent()) {
                try (Socket there = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt())) {
                    Thread back = Thread.startVirtualThread(() -> pass(there, debugger));
                    pass(debugger, there);
                    back.join();
                }
            }
        } catch (IOException | CommandException e) {
            // The debugger sees its connection end, and tells.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // It ends for both sides.
        }
    }
}
