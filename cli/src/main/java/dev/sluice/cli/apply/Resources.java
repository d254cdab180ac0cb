package dev.sluice.cli.apply;

import com.google.gson.JsonElement;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Pages;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.http.Body;
import dev.sluice.cli.http.Multipart;
import dev.sluice.cli.http.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resources of a platform.
 *
 * @param scratch a folder for code that is fetched
 */
record Resources(Platform platform, Path scratch) {

    /** The documents of a source, as the platform reads them. */
    List<Document> read(Source source) {
        Request request =
                Request.of("POST", "/documents", Body.of(source.text())).with("Content-Type", "application/yaml");
        List<Document> documents = new ArrayList<>();
        for (Doc content : platform.read(request).docs("documents")) {
            documents.add(new Document(source, documents.size() + 1, content));
        }
        return documents;
    }

    /** Creates or updates what a document declares, or with {@code dryRun} only tells what that would change. */
    Doc apply(Document document, boolean dryRun) {
        document.check();
        return document.isFunction() ? deploy(document, dryRun) : declare(document, dryRun);
    }

    /** For a kind of which nothing is kept but its document. */
    private Doc declare(Document document, boolean dryRun) {
        String target = "/documents/" + Platform.encoded(document.word()) + "/" + Platform.encoded(document.name())
                + (dryRun ? "?dryRun=true" : "");
        return of(document)
                .read(Request.of("PUT", target, Body.of(document.text())).with("Content-Type", "application/json"));
    }

    private Doc deploy(Document document, boolean dryRun) {
        Optional<JsonElement> written = Optional.ofNullable(document.code());
        Optional<Code> code = written.map(element -> Code.of(element, document, scratch));
        Multipart parts = new Multipart();
        parts.field("spec", document.withCode(code.map(Code::digest)));
        code.flatMap(named -> toSend(named, document)).ifPresent(file -> {
            try {
                parts.file("code", file, sent -> {});
            } catch (IOException e) {
                throw document.failed("the code " + file + " cannot be read: " + e.getMessage());
            }
        });
        String target = "/functions/" + Platform.encoded(document.name()) + (dryRun ? "?dryRun=true" : "");
        return of(document).read(Request.of("PUT", target, parts.body()).with("Content-Type", parts.contentType()));
    }

    /** The file with the code, unless it is live already or kept anyway. */
    private Optional<Path> toSend(Code code, Document document) {
        return switch (code) {
            case Code.Kept _ -> Optional.empty();
            case Code.LocalFile(Path file, String digest) ->
                isLive(document, digest) ? Optional.empty() : Optional.of(file);
            case Code.Address address ->
                isLive(document, address.digest())
                        ? Optional.empty()
                        : Optional.of(address.fetch(scratch, document).file());
        };
    }

    private boolean isLive(Document document, String digest) {
        return live(document).equals(digest);
    }

    /** The platform in the namespace that a document names, unless the command names one. */
    private Platform of(Document document) {
        return platform.in(document.namespace());
    }

    /** In which namespace a document is applied; empty for the default one. */
    String namespace(Document document) {
        return of(document).namespace();
    }

    /** Whether the command's own namespace, which is the one that is pruned, gets what a document declares. */
    boolean isOwn(Document document) {
        return namespace(document).equals(platform.namespace());
    }

    /** The digest of the code that is live under a document's name; empty if there is none. */
    private String live(Document document) {
        try {
            return of(document)
                    .read(Request.get("/functions/" + Platform.encoded(document.name())))
                    .text("digest");
        } catch (ProblemException e) {
            if (e.problem().status() == 404) {
                return "";
            }
            throw e;
        }
    }

    /** The names of all functions of the command's namespace that have every one of these labels. */
    List<String> labelled(List<String> labels) {
        return new Pages("/functions", labels)
                .of(platform, "functions").stream()
                        .map(function -> function.text("name"))
                        .toList();
    }

    /** Removes a function; one that is gone meanwhile is as good as removed. */
    void remove(String name) {
        try {
            platform.text(Request.of("DELETE", "/functions/" + Platform.encoded(name), Body.NONE));
        } catch (ProblemException e) {
            if (e.problem().status() != 404) {
                throw e;
            }
        }
    }

    /** Whether going on with the other documents makes sense. */
    static boolean concernsAll(CommandException failure) {
        return failure.exitCode() == Exit.UNREACHABLE || failure.exitCode() == Exit.DENIED;
    }
}
