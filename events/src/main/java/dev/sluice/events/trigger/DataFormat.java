package dev.sluice.events.trigger;

/** What the data of a record is that does not say it. */
public enum DataFormat {
    BYTES("application/octet-stream"),
    TEXT("text/plain;charset=utf-8"),
    JSON("application/json");

    private final String mediaType;

    DataFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }
}
