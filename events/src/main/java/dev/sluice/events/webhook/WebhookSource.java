package dev.sluice.events.webhook;

import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/** An address whose requests are events. */
public record WebhookSource(
        @Setting("where requests come in; `{name}` in the place of a segment stands for any one")
        WebhookPath path,

        @Setting(
                value = "with which methods",
                otherwise = "POST",
                most = "5",
                pattern = "GET|POST|PUT|PATCH|DELETE",
                patternRule = "GET, POST, PUT, PATCH and DELETE")
        List<String> methods,

        @Setting(
                value = "at which hosts",
                most = "20",
                pattern = "[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?",
                patternRule = "names of hosts in lower case, without a port")
        List<String> hosts,

        @Setting("how the sender signs; `none` lets in whoever knows the address")
        Signature signature,

        @Setting(
                value =
                        "`async`: answered when the call is kept, and run later; `sync`: answered as the function answers",
                otherwise = "async")
        Mode mode,

        @Setting(
                value =
                        "the header field in which the sender writes the id of a message, the same when it is sent again",
                otherwise = "as the kind of signature has it",
                pattern = "[A-Za-z0-9-]{1,64}",
                patternRule = "the name of a header field, 1 to 64 letters, digits and '-'")
        Optional<String> id) {

    /** When a request is answered. */
    public enum Mode {
        ASYNC,
        SYNC
    }

    /** Where the sender writes the ids of its messages. */
    public MessageId messageId() {
        return id.<MessageId>map(MessageId.Field::new).orElseGet(signature::messageId);
    }

    /** Whether some request is for both, and neither is more specific than the other. */
    public boolean meets(WebhookSource other) {
        return path.isLike(other.path)
                && methods.stream().anyMatch(other.methods::contains)
                && (hosts.isEmpty() && other.hosts.isEmpty() || hosts.stream().anyMatch(other.hosts::contains));
    }

    boolean isAt(String host) {
        return hosts.isEmpty() || hosts.contains(host);
    }
}
