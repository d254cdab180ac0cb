package dev.sluice.runner.program.upload;

import java.io.IOException;
import java.util.Optional;

/**
 * What was found in an upload, as the runtime's program {@code inspect} prints it.
 *
 * @param program the name of its file
 * @param concurrency how many calls it gets at once unless the spec says otherwise
 * @param target the machine that it is for, if it is for one
 */
public record Finding(String program, int concurrency, Optional<String> target) {

    /** Looks for the program {@code named}, else for the one that an upload has by itself, and at its file. */
    public static Finding in(ProgramUpload upload, Optional<String> named, int concurrency)
            throws IOException, BadUploadException {
        String program = named.isPresent() ? named.get() : upload.find();
        return new Finding(program, concurrency, upload.check(program).target());
    }

    /** To standard output. */
    public void print() {
        System.out.println(program);
        System.out.println("concurrency: " + concurrency);
        target.ifPresent(told -> System.out.println("target: " + told));
    }
}
