package dev.sluice.benchmarks.measure;

/** A median with the quartiles around it. */
public record Quartiles(double low, double median, double high) {

    /** A value that was counted, not measured, and has no spread. */
    public static Quartiles exactly(double value) {
        return new Quartiles(value, value, value);
    }
}
