package dev.sluice.examples.misbehave;

/** Has no method that the platform could call. */
public final class WrongSignature {

    public int add(int a, int b, int c) {
        return a + b + c;
    }
}
