package dev.sluice.gateway.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.events.record.ReadRecord;
import dev.sluice.events.record.RecordHeader;
import dev.sluice.events.record.RecordText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Records as the API tells them: text as it is, other bytes in base 64 under another name, and what is not there as null. */
final class RecordJson {

    private static final JsonFactory JSON = new JsonFactory();

    private RecordJson() {}

    /** The record on one line. */
    static String of(ReadRecord read) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("partition", read.partition());
            json.writeNumberField("offset", read.offset());
            json.writeStringField("time", read.time().toString());
            bytes(json, "key", read.record().key());
            bytes(json, "value", read.record().value());
            json.writeArrayFieldStart("headers");
            for (RecordHeader header : read.record().headers()) {
                json.writeStartObject();
                json.writeStringField("name", header.name());
                bytes(json, "value", header.value());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void bytes(JsonGenerator json, String name, Optional<byte[]> bytes) throws IOException {
        if (bytes.isEmpty()) {
            json.writeNullField(name);
            return;
        }
        Optional<String> text = RecordText.read(bytes.get());
        if (text.isPresent()) {
            json.writeStringField(name, text.get());
        } else {
            json.writeBinaryField(name + "Base64", bytes.get());
        }
    }
}
