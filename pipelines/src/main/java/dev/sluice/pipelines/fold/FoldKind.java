package dev.sluice.pipelines.fold;

/** The folds that are built in. */
public enum FoldKind {
    /** How many there are. */
    COUNT,
    /** What their values come to. */
    SUM,
    /** How many there are of each text that the value says. */
    HISTOGRAM,
    /** Those with the greatest values. */
    TOP,
    /** A list of them. */
    COLLECT
}
