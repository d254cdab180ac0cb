package dev.sluice.events.workqueue.source;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a server of S3 answers in XML ({@code ListBucketResult}, {@code Error}). A document type is refused, so no entity means anything.
 *
 * @param root the name of the outermost element
 * @param told what its elements hold that hold texts
 * @param objects what the elements hold of each {@code Contents} in it
 */
record S3Answer(String root, Map<String, String> told, List<Map<String, String>> objects) {

    private static final String OBJECT = "Contents";
    private static final int LONGEST_TOKEN = 4_000;
    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    /** Reads one; fails with what is wrong, in a sentence. */
    static S3Answer read(ByteBuffer xml) throws SourceFault {
        byte[] bytes = new byte[xml.remaining()];
        xml.duplicate().get(bytes);
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw wrong(
                    "it is no XML that is read here (line " + e.getLocation().getLineNumber() + ")");
        }
    }

    private static S3Answer read(XMLStreamReader reader) throws XMLStreamException, SourceFault {
        String root = "";
        Map<String, String> told = new HashMap<>();
        List<Map<String, String>> objects = new ArrayList<>();
        Map<String, String> object = new HashMap<>();
        StringBuilder text = new StringBuilder();
        int depth = 0;
        boolean inObject = false;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    text.setLength(0);
                    root = depth == 1 ? reader.getLocalName() : root;
                    if (depth == 2) {
                        inObject = reader.getLocalName().equals(OBJECT);
                        object = new HashMap<>();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 3 && inObject) {
                        object.put(reader.getLocalName(), text.toString());
                    } else if (depth == 2 && inObject) {
                        objects.add(object);
                    } else if (depth == 2) {
                        told.put(reader.getLocalName(), text.toString());
                    }
                    depth--;
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw wrong("it has a document type, which lists of S3 have not");
                default -> {}
            }
        }
        return new S3Answer(root, told, objects);
    }

    /** As a page of a list. What stands for a folder is no item. */
    Listing listing() throws SourceFault {
        if (!root.equals("ListBucketResult")) {
            throw wrong("it is a " + root + ", and no ListBucketResult");
        }
        Gathering items = new Gathering("objects");
        for (Map<String, String> object : objects) {
            String key = plain(object.getOrDefault("Key", ""));
            if (!key.endsWith("/")) {
                items.add(key, EntityTags.plain(Optional.ofNullable(object.get("ETag"))));
            }
        }
        return new Listing(items.items(), Optional.empty(), next(), false, items.notice());
    }

    private String plain(String written) throws SourceFault {
        try {
            return told.getOrDefault("EncodingType", "").equals("url")
                    ? URLDecoder.decode(written, StandardCharsets.UTF_8)
                    : written;
        } catch (IllegalArgumentException e) {
            throw wrong("a key is not percent-encoded as it says");
        }
    }

    private Optional<String> next() throws SourceFault {
        if (!told.getOrDefault("IsTruncated", "").equals("true")) {
            return Optional.empty();
        }
        String token = told.getOrDefault("NextContinuationToken", "");
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            throw wrong("it is truncated, and its NextContinuationToken has not 1 to " + LONGEST_TOKEN + " characters");
        }
        return Optional.of(token);
    }

    /** What an error is called, as in {@code NoSuchKey}; empty if this is none. */
    String errorCode() {
        return root.equals("Error") ? told.getOrDefault("Code", "") : "";
    }

    private static SourceFault wrong(String clause) {
        return new SourceFault(SourceFault.Why.PASSING, "The list cannot be used: " + clause + ".");
    }
}
