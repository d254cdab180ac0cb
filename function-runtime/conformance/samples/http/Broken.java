/** Ends before it listens. */
public class Broken {

    public static void main(String[] arguments) {
        throw new IllegalStateException("no key");
    }
}
