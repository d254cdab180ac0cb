package dev.sluice.builder.build;

import dev.sluice.core.disk.Disk;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One run of the program {@code compile} of a runtime, which stays for the next source file. For one caller at a time; may be closed from
 * any thread. It ends when the gateway does, because its standard input ends then.
 */
final class CompilerProcess implements AutoCloseable {

    /** The characters of an answer: the compiler's own limits keep far below. */
    private static final int MOST_ANSWER = 1 << 20;

    /** What {@code -XX:+ExitOnOutOfMemoryError} ends with, and so does whatever else compiles. */
    private static final int OUT_OF_MEMORY = 3;

    private static final Duration DYING = Duration.ofSeconds(10);
    private static final String WORDS = "words";
    private static final int MOST_WORDS = 300;
    private static final String LOG = "log: ";
    private static final String REFUSED = "refused: ";
    private static final String LIBRARIES = "libraries";

    private final Process process;
    private final Path folder;
    private final BufferedReader answers;
    private final OutputStream requests;
    private volatile boolean ready;
    private long rests;

    /** The process gave no answer, and is not there any more. */
    static final class EndedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Why why;

        enum Why {
            LATE,
            OUT_OF_MEMORY,
            DIED
        }

        EndedException(Why why, String message) {
            super(message);
            this.why = why;
        }

        Why why() {
            return why;
        }
    }

    /** An answer. */
    sealed interface Answer {}

    /** It is done. */
    record Done() implements Answer {}

    /** The source asks for libraries, and this compiler has none. */
    record AsksForLibraries() implements Answer {}

    /** The source is not good, or nothing can be compiled here. */
    record Refused(String sentence) implements Answer {}

    /**
     * Starts it.
     *
     * @param command is told everything by {@code environment}, and starts in {@code folder}
     * @param folder is the process's own, for source files, results and last words; gone when this is closed
     */
    static CompilerProcess start(List<String> command, Map<String, String> environment, Path folder)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve(WORDS).toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new CompilerProcess(builder.start(), folder);
    }

    private CompilerProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.requests = process.getOutputStream();
    }

    Path folder() {
        return folder;
    }

    /** It has nothing to do; the number of times that this was so. */
    synchronized long rests() {
        return ++rests;
    }

    /** Whether it has had nothing to do since {@link #rests} gave this number. */
    synchronized boolean isAtRest(long number) {
        return rests == number;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Has {@code result} made of {@code source}, both in the folder; the first time also waits until the program takes requests, or has
     * said why it takes none.
     *
     * @param log is told what the compiler says, on another thread
     */
    Answer compile(Path source, Path result, String name, Duration limit, Consumer<String> log)
            throws EndedException, InterruptedException {
        return within(limit, () -> {
            if (!ready) {
                Answer greeting = answer("ready", _ -> {});
                if (!(greeting instanceof Done)) {
                    return greeting;
                }
                ready = true;
            }
            requests.write((source + "\t" + result + "\t" + name + "\n").getBytes(StandardCharsets.UTF_8));
            requests.flush();
            return answer("made", log);
        });
    }

    /** {@code done}: the word for success. */
    private Answer answer(String done, Consumer<String> log) throws IOException {
        int read = 0;
        for (String line = answers.readLine(); line != null && read < MOST_ANSWER; line = answers.readLine()) {
            read += line.length() + 1;
            if (line.startsWith(LOG)) {
                log.accept(line.substring(LOG.length()));
            } else if (line.startsWith(REFUSED)) {
                return new Refused(line.substring(REFUSED.length()));
            } else if (line.equals(LIBRARIES)) {
                return new AsksForLibraries();
            } else if (line.equals(done)) {
                return new Done();
            } else {
                throw new IOException("it answered something else than " + done);
            }
        }
        throw read < MOST_ANSWER ? new EOFException() : new IOException("its answer has no end");
    }

    @FunctionalInterface
    private interface Talk {
        Answer talk() throws IOException;
    }

    /** Whatever goes wrong ends the process. */
    private Answer within(Duration limit, Talk talk) throws EndedException, InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(talk.talk());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        boolean answered = false;
        try {
            Answer got = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            answered = true;
            return got;
        } catch (TimeoutException e) {
            throw new EndedException(EndedException.Why.LATE, "it took more than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EOFException
                    ? ended()
                    : new EndedException(EndedException.Why.DIED, words(e));
        } finally {
            if (!answered) {
                end();
            }
        }
    }

    private static String words(ExecutionException e) {
        return e.getCause() instanceof IOException io ? String.valueOf(io.getMessage()) : e.toString();
    }

    /** Its output ends a moment before it does. */
    private EndedException ended() throws InterruptedException {
        if (!process.waitFor(DYING.toSeconds(), TimeUnit.SECONDS)) {
            return new EndedException(EndedException.Why.DIED, "it says nothing any more");
        }
        int code = process.exitValue();
        return code == OUT_OF_MEMORY
                ? new EndedException(EndedException.Why.OUT_OF_MEMORY, "it ran out of memory")
                : new EndedException(EndedException.Why.DIED, "it ended with " + code + lastWords());
    }

    private String lastWords() {
        try (InputStream words = Files.newInputStream(folder.resolve(WORDS))) {
            String beginning = new String(words.readNBytes(MOST_WORDS), StandardCharsets.UTF_8).strip();
            return beginning.isEmpty()
                    ? ""
                    : ", after " + beginning.lines().findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** It is over, whatever it does. */
    @Override
    public void close() {
        end();
        Disk.deleteQuietly(folder);
    }
}
