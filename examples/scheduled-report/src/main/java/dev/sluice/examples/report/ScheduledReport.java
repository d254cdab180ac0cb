package dev.sluice.examples.report;

import dev.sluice.function.CloudEvent;
import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Reports how much there is in the folder {@code FOLDER}, into a file in the folder {@code REPORTS}; answers with its text. */
public final class ScheduledReport implements Handler<CloudEvent, String> {

    /** The input of the schedule. */
    public record Wanted(String title) {}

    @Override
    public String handle(CloudEvent event, Context context) throws IOException {
        Instant scheduled = event.time().orElseThrow(() -> new IllegalArgumentException("the event has no time"));
        return write(
                event.json(Wanted.class).title(),
                scheduled,
                Path.of(System.getenv("FOLDER")),
                Path.of(System.getenv("REPORTS")));
    }

    /** A run that is tried again writes the same file, and nobody sees half of one. */
    static String write(String title, Instant scheduled, Path folder, Path reports) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        String report = title + " at " + scheduled + ": " + files.size() + (files.size() == 1 ? " file, " : " files, ")
                + bytes + " bytes\n";
        Path unfinished = Files.createTempFile(reports, "", ".unfinished");
        Files.writeString(unfinished, report);
        Files.move(
                unfinished,
                reports.resolve(scheduled.toString().replace(':', '-') + ".txt"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        return report;
    }
}
