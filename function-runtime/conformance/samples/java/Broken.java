/** Cannot be loaded. */
public class Broken {

    static {
        if (true) {
            throw new IllegalStateException("no key");
        }
    }

    public String act(String body) {
        return body;
    }
}
