package dev.sluice.cli.verb;

import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.project.Sources;
import dev.sluice.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent as a new version of a function.
 *
 * @param sources what its code is made of; without them the code stays that is kept
 * @param spec its text, with variables replaced
 * @param fields single keys of the spec, which win over it
 * @param replace whether nothing of the kept spec stays
 */
record Upload(
        String name, Optional<Sources> sources, Optional<String> spec, Map<String, String> fields, boolean replace) {

    /** Builds the code where it must be, sends all, and returns the deployment that has begun. */
    Doc send(Session session) {
        Optional<Path> code = sources.map(from -> from.code(session::note));
        try {
            return send(session, code);
        } finally {
            sources.ifPresent(from -> code.ifPresent(from::sent));
        }
    }

    private Doc send(Session session, Optional<Path> code) {
        Progress progress = new Progress(
                session.terminal(),
                "Uploading " + code.map(Path::getFileName).map(Path::toString).orElse("the spec"),
                code.map(Upload::size).orElse(0L));
        try {
            return session.platform().read(request(code, progress));
        } finally {
            progress.end();
        }
    }

    /** Where a deployment that has begun is followed. */
    String path(Doc started) {
        return path() + "/" + Platform.encoded(started.text("id"));
    }

    private String path() {
        return "/functions/" + Platform.encoded(name) + "/deployments";
    }

    private static long size(Path file) {
        if (!Files.isRegularFile(file)) {
            throw CommandException.machine("There is no file " + file + ".");
        }
        try {
            long size = Files.size(file);
            if (size == 0) {
                throw CommandException.machine("The file " + file + " is empty.");
            }
            return size;
        } catch (IOException e) {
            throw CommandException.unreadable(file, e);
        }
    }

    private Request request(Optional<Path> code, Progress progress) {
        Multipart parts = new Multipart();
        fields.forEach(parts::field);
        if (code.isPresent() && spec.isEmpty() && !fields.containsKey("label." + GitOptions.COMMIT)) {
            // They are those of the code before.
            parts.field("unset", "label." + GitOptions.COMMIT + ",label." + GitOptions.REPOSITORY);
        }
        spec.ifPresent(text -> parts.field("spec", text));
        code.ifPresent(file -> {
            try {
                parts.file("code", file, progress::add);
            } catch (IOException e) {
                throw CommandException.unreadable(file, e);
            }
        });
        return Request.of("POST", path() + (replace ? "?replace=true" : ""), parts.body())
                .with("Content-Type", parts.contentType());
    }
}
