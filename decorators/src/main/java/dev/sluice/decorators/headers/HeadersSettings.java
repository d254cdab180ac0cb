package dev.sluice.decorators.headers;

import dev.sluice.core.settings.Setting;

/** What is done to the header fields of the request, and to those of the answer. */
public record HeadersSettings(
        @Setting("what is done to the header fields of the request")
        HeaderEdits request,

        @Setting("what is done to the header fields of the answer")
        HeaderEdits response) {}
