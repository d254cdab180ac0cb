package dev.sluice.decorators.evaluate.process;

import dev.sluice.decorators.evaluate.Engine;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The process that evaluates: answers one {@link Request} after the other. One thread reads, so that the process ends with its
 * gateway also while the other one evaluates.
 */
public final class Main {

    /** The gateway waits for each answer, so a queue holds hardly more than one. */
    private static final BlockingQueue<Request> REQUESTS = new LinkedBlockingQueue<>(64);

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        DataOutputStream replies =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 * 1024));
        // What a library prints is no reply.
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        DataInputStream requests = new DataInputStream(new BufferedInputStream(System.in, 64 * 1024));
        Thread.ofPlatform().name("requests").daemon().start(() -> read(requests));
        Programs programs = new Programs(ServiceLoader.load(Engine.class));
        new Reply.Ready().write(replies);
        while (true) {
            Optional<Reply> reply = programs.answer(REQUESTS.take());
            if (reply.isPresent()) {
                reply.get().write(replies);
            }
        }
    }

    private static void read(DataInputStream requests) {
        try {
            while (true) {
                REQUESTS.put(Request.read(requests));
            }
        } catch (IOException | InterruptedException e) {
            // The gateway has gone, or does not need this process any more.
            Runtime.getRuntime().halt(0);
        }
    }
}
