package dev.sluice.cli.api;

import dev.sluice.cli.http.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the platform tells those who follow something: a server-sent event (HTML Living Standard, 9.2), with its data on one line.
 *
 * @param id the last one that was told; empty if none was
 * @param name empty if it has none
 */
public record ServerEvent(String id, String name, String data) {

    /** The platform sends a comment every 15 s: after four of them missing, the connection is dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same request, for events that are read until the platform ends them. */
    public static Request following(Request request) {
        return request.waiting(PATIENCE).with("Accept", "text/event-stream");
    }

    /** Gives each event to {@code each} as it comes, until the answer ends. */
    public static void read(BufferedReader lines, Consumer<ServerEvent> each) throws IOException {
        String id = "";
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
            } else if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                each.accept(new ServerEvent(
                        id, name, line.substring("data:".length()).strip()));
            } else if (line.isEmpty()) {
                name = "";
            }
        }
    }
}
