package dev.sluice.function.ownership;

/** Who leads an election, and the value that he published. */
public record Leader(String who, String value, long token) {}
