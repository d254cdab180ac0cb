package dev.sluice.gateway.inspect;

import dev.sluice.builder.upload.UploadRefusedException;
import dev.sluice.builder.upload.UploadRefusedException.Reason;
import dev.sluice.core.function.Target;
import dev.sluice.runners.runtime.RuntimeProgram;
import dev.sluice.runners.runtime.RuntimeProgram.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks a runtime's own program {@code inspect}, with the path of the upload, or of the folder that it was unpacked into: {@code inspect FILE} prints the handler that it finds, {@code inspect FILE
 * HANDLER} checks one and prints it. Further lines may tell the contract, the concurrency, the targets and the reason. Both print a sentence for the author
 * and end with 1 where there is no handler ({@code docs/protocol.md}).
 */
public final class ProgramInspector implements CodeInspector {

    /** How much of what a program prints is read. */
    private static final int MOST_BYTES = 8 * 1024;

    private static final int REFUSED = 1;
    private static final String CONTRACT = "contract:";
    private static final String CONCURRENCY = "concurrency:";
    private static final String BECAUSE = "because:";
    private static final String TARGET = "target:";

    private final RuntimeProgram program;

    /**
     * @param more what else stands in its environment
     * @param patience how long the program may take, before it is ended
     */
    public ProgramInspector(Path program, Path javaHome, Map<String, String> more, Duration patience) {
        Map<String, String> environment = new HashMap<>(
                Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8", "SLUICE_JAVA_HOME", javaHome.toString()));
        environment.putAll(more);
        this.program = new RuntimeProgram(program, environment, MOST_BYTES, patience);
    }

    @Override
    public InspectedCode open(Path file) {
        return new InspectedFile(file);
    }

    private final class InspectedFile implements InspectedCode {

        private final Path file;
        private List<String> told = List.of();

        InspectedFile(Path file) {
            this.file = file;
        }

        @Override
        public String find() throws UploadRefusedException {
            return accepted(run(List.of(file.toString())));
        }

        @Override
        public String check(String handler, String namedBy) throws UploadRefusedException {
            accepted(run(List.of(file.toString(), handler)));
            return handler;
        }

        @Override
        public boolean has(String handler) throws UploadRefusedException {
            return run(List.of(file.toString(), handler)).code() == 0;
        }

        @Override
        public Optional<String> contract(String handler) {
            return told(CONTRACT).findFirst();
        }

        @Override
        public Optional<Integer> concurrency(String handler) throws UploadRefusedException {
            Optional<String> number = told(CONCURRENCY).findFirst();
            if (number.filter(text -> !text.matches("[1-9][0-9]{0,2}|1000")).isPresent()) {
                throw broken("its concurrency '" + number.get() + "' is no number from 1 to 1000");
            }
            return number.map(Integer::valueOf);
        }

        @Override
        public Optional<String> reason(String handler) {
            return told(BECAUSE).findFirst();
        }

        @Override
        public List<Target> targets() throws UploadRefusedException {
            try {
                return told(TARGET).map(Target::parse).toList();
            } catch (IllegalArgumentException e) {
                throw broken(String.valueOf(e.getMessage()));
            }
        }

        private Stream<String> told(String word) {
            return told.stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(word.length()).strip());
        }

        private String accepted(Said said) throws UploadRefusedException {
            return switch (said.code()) {
                case 0 -> {
                    List<String> lines = said.text().lines().map(String::strip).toList();
                    String handler = lines.isEmpty() ? "" : lines.getFirst();
                    if (handler.isEmpty()
                            || handler.length() > 512
                            || handler.chars().anyMatch(c -> c <= ' ')) {
                        throw broken("it printed no handler");
                    }
                    told = lines;
                    yield handler;
                }
                case REFUSED -> throw new UploadRefusedException(Reason.NO_HANDLER, said.text());
                default -> throw broken("it ended with " + said.code());
            };
        }
    }

    private UploadRefusedException broken(String why) {
        return new UploadRefusedException(
                Reason.INSPECTION_FAILED,
                "the runtime's own program " + program.file() + " cannot look into this upload: " + why
                        + ". Tell the operator, or name another runtime");
    }

    private Said run(List<String> arguments) throws UploadRefusedException {
        try {
            return program.ask(arguments);
        } catch (RuntimeProgram.SilentException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }
}
