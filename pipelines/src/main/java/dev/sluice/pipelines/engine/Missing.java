package dev.sluice.pipelines.engine;

import dev.sluice.core.json.JsonStrings;

/**
 * An item that did not come to where it was to go.
 *
 * @param stage at which it ended
 * @param reason a stable word
 */
public record Missing(String id, String stage, String reason) {

    void writeTo(StringBuilder json) {
        JsonStrings.quote(json.append("{\"id\":"), id);
        JsonStrings.quote(json.append(",\"stage\":"), stage);
        JsonStrings.quote(json.append(",\"reason\":"), reason);
        json.append('}');
    }
}
