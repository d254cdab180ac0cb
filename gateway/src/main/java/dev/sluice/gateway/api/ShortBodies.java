package dev.sluice.gateway.api;

import dev.sluice.core.problem.Sentence;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies that are a few words in JSON or YAML. However much is sent, no more than {@link #MAX_BYTES} of it are kept. */
public final class ShortBodies {

    static final int MAX_BYTES = 16 * 1024;

    private ShortBodies() {}

    /** The keys and values of a body; none if it is empty. */
    public static Map<String, @Nullable Object> read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw invalid("The body has more than " + MAX_BYTES / 1024 + " KiB.");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.isBlank() ? Map.of() : Documents.read(text);
        } catch (DocumentException e) {
            throw invalid(Sentence.ended("The body cannot be read: " + e.getMessage()));
        } catch (IOException e) {
            throw invalid("The body broke off before its end: send it again.");
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problems.invalidRequest(detail));
    }
}
