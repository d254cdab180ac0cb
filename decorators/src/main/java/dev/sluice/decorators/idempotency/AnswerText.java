package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.invocation.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * An answer as one word: base 64 for URLs, without padding, of a line with the status, a line {@code name:value} for each
 * header field, an empty line, the same for trailers, an empty line, and the body.
 */
final class AnswerText {

    private AnswerText() {}

    static String of(Answer answer) {
        StringBuilder head = new StringBuilder().append(answer.status()).append('\n');
        append(answer.headers(), head);
        append(answer.trailers(), head);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        all.writeBytes(answer.bytes());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all.toByteArray());
    }

    static Answer read(String text) {
        ByteBuffer all = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        int status = Integer.parseInt(line(all));
        Headers headers = fields(all);
        Headers trailers = fields(all);
        return new Answer(status, headers, all.slice(), trailers);
    }

    private static void append(Headers fields, StringBuilder head) {
        fields.forEach(
                (name, value) -> head.append(name).append(':').append(value).append('\n'));
        head.append('\n');
    }

    private static Headers fields(ByteBuffer all) {
        Headers fields = Headers.EMPTY;
        for (String line = line(all); !line.isEmpty(); line = line(all)) {
            int colon = line.indexOf(':');
            fields = fields.plus(line.substring(0, colon), line.substring(colon + 1));
        }
        return fields;
    }

    private static String line(ByteBuffer all) {
        int from = all.position();
        int to = from;
        while (all.get(to) != '\n') {
            to++;
        }
        all.position(to + 1);
        return new String(Arrays.copyOfRange(all.array(), from, to), StandardCharsets.UTF_8);
    }
}
