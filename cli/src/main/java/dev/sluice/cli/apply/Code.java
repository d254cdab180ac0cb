package dev.sluice.cli.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.Digests;
import dev.sluice.cli.api.Doc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;

/** The code that a document names: by its digest, as a file, at an address with the digest, or in a commit of a repository. */
sealed interface Code {

    String PREFIX = "sha256:";

    /** As a digest is written. */
    String digest();

    /** Kept by the platform already. */
    record Kept(String digest) implements Code {}

    record LocalFile(Path file, String digest) implements Code {}

    record Address(URI url, String digest) implements Code {

        private static final Duration PATIENCE = Duration.ofMinutes(10);

        /** Fetches it into a new file of {@code folder}; throws if it is not what the digest says. */
        LocalFile fetch(Path folder, Document document) {
            HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
            try (HttpClient client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(30))
                    .build()) {
                HttpResponse<Path> answer = client.send(
                        request, HttpResponse.BodyHandlers.ofFile(Files.createTempFile(folder, "code-", ".jar")));
                if (answer.statusCode() != 200) {
                    throw document.failed(
                            "the code at " + url + " cannot be fetched: the answer was " + answer.statusCode());
                }
                String found = digestOf(answer.body());
                if (!found.equals(digest)) {
                    throw document.failed("what is at " + url + " is " + found + ", not " + digest);
                }
                return new LocalFile(answer.body(), digest);
            } catch (IOException e) {
                String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                throw document.failed("the code at " + url + " cannot be fetched: " + why);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw document.failed("the code at " + url + " was not fetched: it was interrupted");
            }
        }
    }

    /**
     * Reads {@code written}; paths are relative to the folder of the document. What lies in a repository is fetched into {@code
     * scratch}.
     */
    static Code of(JsonElement written, Document document, Path scratch) {
        if (written instanceof JsonObject object && object.has("git")) {
            return file(GitFile.of(new Doc(object), document).fetch(scratch, document), document);
        }
        if (written instanceof JsonObject object) {
            return address(new Doc(object), document);
        }
        String text = written.isJsonPrimitive() ? written.getAsString() : "";
        if (text.startsWith(PREFIX)) {
            return new Kept(text);
        }
        if (text.isEmpty()) {
            throw document.failed("code is neither a path, nor sha256:…, nor {url, sha256}, nor {git, commit, path}");
        }
        Path file = document.source().folder().resolve(text);
        if (!Files.isRegularFile(file)) {
            throw document.failed("code is '" + text + "', and there is no file " + file);
        }
        return file(file, document);
    }

    private static Code file(Path file, Document document) {
        try {
            return new LocalFile(file, digestOf(file));
        } catch (IOException e) {
            throw document.failed("the code " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static Code address(Doc code, Document document) {
        String digest = code.text("sha256").replaceFirst("^" + PREFIX, "");
        if (!digest.matches("[0-9a-f]{64}")) {
            throw document.failed("code.sha256 is '" + digest + "', not the 64 hexadecimal digits of a digest");
        }
        try {
            URI url = new URI(code.text("url"));
            if (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) {
                return new Address(url, PREFIX + digest);
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw document.failed("code.url is '" + code.text("url") + "', not an address with http or https");
    }

    private static String digestOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, Digests.begin())) {
            digested.transferTo(OutputStream.nullOutputStream());
            return Digests.end(digested.getMessageDigest());
        }
    }
}
