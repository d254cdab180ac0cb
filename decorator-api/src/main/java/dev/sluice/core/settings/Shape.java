package dev.sluice.core.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a setting may look like: how to read one, and how to tell people. */
sealed interface Shape permits TextShape, ParsedShape, ListShape, MapShape, TreeShape, RecordShape, ChoiceShape {

    /** The value that {@code written}, never null, stands for; empty if it was wrong, which {@code place} was told. */
    Optional<Object> read(Object written, Place place);

    /** Its name for people: {@code time}, {@code list of texts}. */
    String type();

    /** What may stand there, as told to people; may be empty. */
    default String allowed() {
        return "";
    }

    /** The schema (JSON Schema 2020-12) of what {@link #read} takes, as a tree; it may take more than the schema can say. */
    Map<String, Object> schema();

    /** The settings inside it. */
    default List<SettingInfo> inside() {
        return List.of();
    }
}
