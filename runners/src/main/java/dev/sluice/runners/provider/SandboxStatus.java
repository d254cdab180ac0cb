package dev.sluice.runners.provider;

import dev.sluice.core.runner.RunnerStartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what bwrap tells about itself: first of all, in one line, the id of the sandbox's init. */
final class SandboxStatus {

    private static final Pattern INIT = Pattern.compile("\"child-pid\": *(\\d+)");
    private static final int MAX_LINE = 4096;
    private static final long PATIENCE_SECONDS = 10;

    private SandboxStatus() {}

    /**
     * The host's id of the sandbox's init; blocks until there is one, for some milliseconds as a rule.
     *
     * @param what is to run in it, for people: a runner of java25
     */
    static long initOf(String what, Process bwrap, ProcessOutput output) throws RunnerStartException {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread.ofVirtual().name("status of " + output.runner()).start(() -> {
            try {
                line.complete(firstLine(bwrap.getInputStream()));
            } catch (IOException e) {
                line.complete("");
            }
        });
        Matcher init = INIT.matcher(await(line));
        if (init.find()) {
            return Long.parseLong(init.group(1));
        }
        bwrap.destroyForcibly();
        throw new RunnerStartException(what
                + " cannot be started, because bubblewrap made no"
                + " sandbox for it. It said: " + said(output) + ". Look whether the machine has memory and process ids"
                + " left.");
    }

    private static String await(CompletableFuture<String> line) {
        try {
            return line.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private static String said(ProcessOutput output) {
        output.ended().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
        String words = output.lastWords();
        return words.isEmpty() ? "nothing" : words;
    }

    private static String firstLine(InputStream bytes) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = bytes.read(); next >= 0 && next != '\n' && line.length() < MAX_LINE; next = bytes.read()) {
            line.append((char) next);
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
