package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that runs while something is held. The lease is renewed each third of it, and counted from before a renewal was asked for.
 * When half of it has gone by without one, the command is asked to end, and after three quarters it is killed, with all that it
 * started: that is before anybody else can hold what it held.
 */
final class HeldCommand {

    private static final Pattern LEASE = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Duration LOOK = Duration.ofMillis(100);

    /** In a container where nobody takes note of their end, processes seem to live on. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final Session session;
    private final String path;
    private final String acquire;
    private long renewedAt;
    private long triedAt;
    private volatile boolean ending;

    /**
     * {@code path}: of what is held.
     *
     * @param acquire where it is acquired, which tells events
     */
    HeldCommand(Session session, String path, String acquire) {
        this.session = session;
        this.path = path;
        this.acquire = acquire;
    }

    /** Answers what the command does. */
    int run(List<String> command) {
        Doc granted = acquired();
        String token = String.valueOf(granted.count("token"));
        Duration lease = lease(granted.text("lease"));
        // When it was granted is not known here: what a renewal answers counts from before it was asked for.
        renewedAt = System.nanoTime() - lease.toNanos();
        Process process = started(command, token, lease);
        Thread end = new Thread(() -> endFor(process, token, lease));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            int status = held(process, token, lease);
            if (!ending) {
                release(token);
            }
            return status;
        } catch (InterruptedException e) {
            endFor(process, token, lease);
            throw new CommandException(Exit.FAILED, "Interrupted: the command was ended.");
        } finally {
            removeHook(end);
        }
    }

    private static void removeHook(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // It runs already.
        }
    }

    private Doc acquired() {
        Request request = ServerEvent.following(Request.of("POST", acquire, Body.NONE));
        Doc[] told = new Doc[1];
        try (Response answer = session.platform().manage(request);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            ServerEvent.read(lines, event -> {
                if (event.name().equals("failed")) {
                    throw new ProblemException(Problem.of(Doc.parse(event.data())));
                }
                told[0] = Doc.parse(event.data());
            });
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The connection was lost while waiting: " + e.getMessage());
        }
        return Optional.ofNullable(told[0])
                .orElseThrow(() -> new CommandException(
                        Exit.UNREACHABLE, "The gateway ended while this waited: ask again, maybe another one."));
    }

    /** A length of time as the platform writes it. */
    private static Duration lease(String text) {
        Matcher matcher = LEASE.matcher(text);
        if (!matcher.matches()) {
            throw new CommandException(Exit.UNREACHABLE, "What answers is not Sluice: a lease of '" + text + "'.");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private Process started(List<String> command, String token, Duration lease) {
        try {
            renew(token, lease);
            return start(command, token);
        } catch (CommandException e) {
            if (!isLost(e)) {
                release(token);
            }
            throw e;
        }
    }

    private static Process start(List<String> command, String token) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("SLUICE_LOCK_TOKEN", token);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CommandException(Exit.MACHINE, "The command cannot be started: " + e.getMessage() + ".");
        }
    }

    /** Waits for the end of the command, as long as it is held. */
    private int held(Process process, String token, Duration lease) throws InterruptedException {
        boolean asked = false;
        List<ProcessHandle> below = List.of();
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            long age = System.nanoTime() - renewedAt;
            if (age >= lease.toNanos() / 4 * 3) {
                kill(process, below);
                throw lost("it could not be renewed in time");
            }
            if (age >= lease.toNanos() / 2 && !asked) {
                asked = true;
                below = process.descendants().toList();
                process.destroy();
            }
            boolean isDue = age >= lease.toNanos() / 3 && System.nanoTime() - triedAt >= lease.toNanos() / 12;
            if (isDue && !asked) {
                renewOrEnd(process, token, lease);
            }
        }
        if (asked) {
            kill(process, below);
            throw lost("it could not be renewed in time");
        }
        return process.exitValue();
    }

    private void renewOrEnd(Process process, String token, Duration lease) {
        try {
            renew(token, lease);
        } catch (CommandException e) {
            if (isLost(e)) {
                kill(process, List.of());
                throw lost(String.valueOf(e.getMessage()));
            }
            // Anything else is tried again, until there is no time left.
        }
    }

    private static boolean isLost(CommandException e) {
        return e instanceof ProblemException answer && answer.problem().reason().equals("lease_lost");
    }

    private void renew(String token, Duration lease) {
        triedAt = System.nanoTime();
        long asked = triedAt;
        session.platform().text(Request.of("PUT", path + "/" + token, Body.NONE).waiting(lease.dividedBy(8)));
        renewedAt = asked;
    }

    private void release(String token) {
        try {
            session.platform().text(Request.of("DELETE", path + "/" + token, Body.NONE));
        } catch (CommandException e) {
            session.note("It was not released, and stands until its lease ends: " + e.getMessage());
        }
    }

    /** Others get it at once when the command and all that it started are known to have ended. */
    private void endFor(Process process, String token, Duration lease) {
        ending = true;
        List<ProcessHandle> command = List.of(process.toHandle());
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        below.forEach(ProcessHandle::destroy);
        awaitEnd(command, lease.dividedBy(4));
        Duration look = lease.dividedBy(8).compareTo(LONGEST_LOOK) < 0 ? lease.dividedBy(8) : LONGEST_LOOK;
        awaitEnd(below, look);
        awaitEnd(kill(process, below), look);
        release(token);
    }

    private static void awaitEnd(List<ProcessHandle> processes, Duration most) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // They are killed next, or were.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills the command and what it started, also what was {@code known} before its parent ended; answers whom. */
    private static List<ProcessHandle> kill(Process process, List<ProcessHandle> known) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), known.stream())
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .distinct()
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        return all;
    }

    private static CommandException lost(String why) {
        return new CommandException(Exit.FAILED, "The command was ended, because what it needed was lost: " + why);
    }
}
