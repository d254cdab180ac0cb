package dev.sluice.cli.demo;

import java.net.URI;
import java.nio.file.Path;

/** The curl command lines that do what the demonstration does, to be copied into a shell in the checkout. */
record Curl(Path root, URI url) {

    String deploy(DemoExample example) {
        return "curl " + upload(example) + " -H \"Authorization: Bearer $TOKEN\" " + url + "/functions/"
                + example.name();
    }

    private String upload(DemoExample example) {
        StringBuilder parts = new StringBuilder("-X PUT -F code=@" + relative(example.jar()));
        example.spec().forEach((key, value) -> parts.append(" -F ").append(word(key + "=" + value)));
        return parts.toString();
    }

    String call(DemoExample example) {
        DemoExample.Call call = example.call();
        boolean body = call.file().isPresent() || !call.text().isEmpty();
        StringBuilder line = new StringBuilder("curl");
        if (!call.method().equals(body ? "POST" : "GET")) {
            line.append(" -X ").append(call.method());
        }
        call.contentType().ifPresent(type -> line.append(" -H ").append(quoted("Content-Type: " + type)));
        if (call.file().isPresent()) {
            line.append(" --data-binary @").append(relative(call.file().get()));
        } else if (body) {
            line.append(" -d ").append(quoted(call.text()));
        }
        if (example.show() == DemoExample.Show.BYTES) {
            line.append(" -o ").append(example.name()).append(".out");
        }
        String target = url + "/function/" + example.name() + call.path();
        return line.append(' ')
                .append(target.matches("[\\w:/.-]+") ? target : quoted(target))
                .toString();
    }

    private String relative(Path file) {
        return root.relativize(file).toString();
    }

    /** In quotes where the shell would see more than a word in it. */
    private static String word(String text) {
        return text.matches("[\\w:/.=-]+") ? text : quoted(text);
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
