package dev.sluice.events.stored;

import dev.sluice.core.invocation.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Header fields of HTTP within those of a record: each under its name with a prefix, in order. */
public final class HttpFields {

    private static final String PREFIX = "field:";

    private HttpFields() {}

    public static Fields write(Fields record, Headers headers) {
        List<Header> written = new ArrayList<>(record.headers());
        headers.forEach((name, value) ->
                written.add(new RecordHeader(PREFIX + name, value.getBytes(StandardCharsets.ISO_8859_1))));
        return Fields.of(written);
    }

    public static Headers read(Fields record) {
        List<String> all = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(PREFIX) && header.value() != null) {
                all.add(header.key().substring(PREFIX.length()));
                all.add(new String(header.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return Headers.of(all.toArray(String[]::new));
    }
}
