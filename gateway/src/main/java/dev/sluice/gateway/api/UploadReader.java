package dev.sluice.gateway.api;

import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.TreeValues;
import dev.sluice.core.problem.Sentence;
import dev.sluice.core.spec.SpecFields;
import dev.sluice.core.spec.SpecUpdate;
import dev.sluice.gateway.deploy.Upload;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is sent to deploy: a form with the code and maybe a spec, the code alone, or a spec alone. The code goes straight to a file
 * and is counted on the way, so that neither memory nor disk is used beyond the limit.
 */
public final class UploadReader {

    /** What says that the body is a spec and no code. */
    private static final Set<String> SPEC_TYPES =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "application/json");

    private static final int MAX_TEXT = 256 * 1024;
    private static final int MAX_FIELDS = 1_000;
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)[;\\s]boundary=(?:\"([^\"]{1,70})\"|([^;\\s\"]{1,70}))");

    private final Path folder;
    private final long maxBytes;

    /** {@code folder} for files under way; {@code maxBytes} of code at most. */
    public UploadReader(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /** What was sent; {@code code} is empty if there was only a spec, or only fields of one. */
    record Received(Optional<Upload> code, SpecUpdate update) implements AutoCloseable {

        @Override
        public void close() {
            code.ifPresent(Upload::close);
        }
    }

    /**
     * Reads a whole body. Blocks on the client and on the disk.
     *
     * @param length what was announced, or -1
     * @param needed whether there must be one; else a request without type and body says nothing, and is good
     */
    Received read(@Nullable String contentType, long length, InputStream body, boolean needed) {
        if (length > maxBytes + MAX_TEXT) {
            throw tooLarge();
        }
        try {
            String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
            if (type.startsWith("multipart/form-data")) {
                return form(String.valueOf(contentType), body);
            }
            if (SPEC_TYPES.contains(type.replaceFirst("\\s*;.*", ""))) {
                return new Received(Optional.empty(), new SpecUpdate.Replacement(spec(text("body", body))));
            }
            PushbackInputStream code = new PushbackInputStream(body);
            return !needed && type.isEmpty() && isEmpty(code)
                    ? new Received(Optional.empty(), SpecUpdate.NOTHING)
                    : new Received(Optional.of(code(code, "")), SpecUpdate.NOTHING);
        } catch (MultipartReader.MalformedException e) {
            throw new ProblemException(Problems.invalidRequest(
                    Sentence.ended("The form cannot be read: " + e.getMessage()) + " Send multipart/form-data."));
        } catch (IOException e) {
            throw new ProblemException(Problems.of(
                    400,
                    "truncated_upload",
                    "The upload broke off",
                    "The upload broke off before its end, and nothing was deployed: send it again."));
        }
    }

    private static boolean isEmpty(PushbackInputStream in) throws IOException {
        int first = in.read();
        if (first >= 0) {
            in.unread(first);
        }
        return first < 0;
    }

    private Received form(String contentType, InputStream body) throws IOException {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            throw new MultipartReader.MalformedException("the Content-Type has no boundary");
        }
        String boundary = Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
        Form form = new Form();
        try {
            MultipartReader reader = new MultipartReader(body, boundary);
            for (var part = reader.next(); part.isPresent(); part = reader.next()) {
                form.add(part.get());
            }
            return form.received();
        } catch (IOException | RuntimeException e) {
            form.code.ifPresent(Upload::close);
            throw e;
        }
    }

    private Upload code(InputStream body, String name) throws IOException {
        Path file = Disk.unfinished(folder);
        MessageDigest sha256 = Digest.sha256();
        boolean complete = false;
        try (OutputStream out = open(file);
                DigestOutputStream digested = new DigestOutputStream(out, sha256)) {
            copy(body, digested, file);
            complete = true;
        } finally {
            if (!complete) {
                Disk.deleteQuietly(file);
            }
        }
        return new Upload(file, Digest.of(sha256), name);
    }

    private void copy(InputStream body, OutputStream out, Path file) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long size = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            size += read;
            if (size > maxBytes) {
                throw tooLarge();
            }
            try {
                out.write(buffer, 0, read);
            } catch (IOException e) {
                throw Disk.failure("cannot keep the upload in " + file.getParent(), e);
            }
        }
        if (size == 0) {
            throw new ProblemException(Problems.invalidRequest(
                    "There is no code in the request: send a jar as the body, or as the part 'code' of a form."));
        }
    }

    private static ProblemException unknownFile(String part) {
        return new ProblemException(Problems.invalidRequest("The form has a file in the part '" + TreeValues.shown(part)
                + "', which has no meaning. Send code in the part 'code', as in curl -F code=@hello.jar, and a spec in the"
                + " part 'spec'."));
    }

    private static OutputStream open(Path file) {
        try {
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw Disk.failure("cannot make the file " + file, e);
        }
    }

    private ProblemException tooLarge() {
        return new ProblemException(Problems.of(
                413,
                "upload_too_large",
                "The upload is too large",
                "The code has more than " + maxBytes / (1024 * 1024) + " MiB, the most that this platform takes."
                        + " Leave out what the function does not need, or raise sluice.upload-limit."));
    }

    private static Map<String, @Nullable Object> spec(String text) {
        try {
            return Documents.read(text);
        } catch (DocumentException e) {
            throw new ProblemException(Problems.of(
                    400, "invalid_spec", "The spec is not valid", "The spec cannot be read: " + e.getMessage() + "."));
        }
    }

    private static String text(String name, InputStream part) throws IOException {
        byte[] bytes = part.readNBytes(MAX_TEXT + 1);
        if (bytes.length > MAX_TEXT) {
            throw new ProblemException(Problems.of(
                    413,
                    "upload_too_large",
                    "The upload is too large",
                    "The part '" + name + "' has more than " + MAX_TEXT / 1024 + " KiB."));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problems.invalidRequest("The part '" + name + "' is not UTF-8."));
        }
    }

    /** The parts that have come so far. */
    private final class Form {

        private Optional<Upload> code = Optional.empty();
        private Optional<String> spec = Optional.empty();
        private final Map<String, String> fields = new LinkedHashMap<>();

        void add(MultipartReader.Part part) throws IOException {
            if (part.isFile()
                    && !part.name().equals("code")
                    && !part.name().equals("spec")
                    && !SpecFields.isKnown(part.name())) {
                throw unknownFile(part.name());
            }
            boolean twice = switch (part.name()) {
                case "code" -> {
                    boolean there = code.isPresent();
                    if (!there) {
                        code = Optional.of(code(part.body(), part.fileName().orElse("")));
                    }
                    yield there;
                }
                case "spec" -> {
                    boolean there = spec.isPresent();
                    spec = Optional.of(text(part.name(), part.body()));
                    yield there;
                }
                default -> fields.put(part.name(), text(part.name(), part.body())) != null;
            };
            if (twice) {
                throw new ProblemException(
                        Problems.invalidRequest("The form has the part '" + part.name() + "' twice: send it once."));
            }
            if (fields.size() > MAX_FIELDS) {
                throw new ProblemException(
                        Problems.invalidRequest("The form has more than " + MAX_FIELDS + " fields."));
            }
        }

        Received received() {
            SpecUpdate update = spec.isPresent()
                    ? new SpecUpdate.Replacement(SpecFields.over(spec(spec.get()), fields))
                    : new SpecUpdate.Patch(fields);
            return new Received(code, update);
        }
    }
}
