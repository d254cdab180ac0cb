package dev.sluice.decorators.idempotency;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.function.Digest;
import dev.sluice.core.invocation.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What is known of a key: the request that came with it first, and the answer once there is one. */
sealed interface IdempotencyRecord {

    Digest request();

    /** It is being answered, by the call that {@code token} stands for. */
    record Running(Digest request, Object token) implements IdempotencyRecord {}

    /** It was answered. */
    record Done(Digest request, Answer answer, long at) implements IdempotencyRecord {

        int weight() {
            int[] weight = {512 + answer.body().remaining()};
            answer.headers().forEach((name, value) -> weight[0] += 2 * (name.length() + value.length()));
            return weight[0];
        }
    }

    /** A key belongs to a caller: two that choose the same do not meet. */
    record Key(String subject, String key) {

        static Key of(RequestHead head, String key) {
            return new Key(head.headers().first(PlatformHeaders.SUBJECT).orElse(""), key);
        }
    }

    /** Two requests are the same if method, address, media type and body are. */
    static Digest digest(WholeRequest request) {
        RequestHead head = request.head();
        MessageDigest digest = Digest.sha256();
        String type = head.headers().first("content-type").orElse("");
        digest.update(String.join("\n", head.method(), head.path(), head.query(), type, "")
                .getBytes(StandardCharsets.UTF_8));
        digest.update(request.body().duplicate());
        return Digest.of(digest);
    }
}
