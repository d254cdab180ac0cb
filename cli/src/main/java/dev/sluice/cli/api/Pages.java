package dev.sluice.cli.api;

import dev.sluice.cli.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The pages of a list.
 *
 * @param path of the list
 * @param labels as {@code key=value}: what is listed has each of them
 */
public record Pages(String path, List<String> labels) {

    /** What all pages have under {@code member}. */
    public List<Doc> of(Platform platform, String member) {
        List<Doc> all = new ArrayList<>();
        each(target -> {
            Doc page = platform.read(Request.get(target));
            all.addAll(page.docs(member));
            return page.text("next");
        });
        return all;
    }

    /** Reads one page after the other: {@code read} gets the target of each, and answers after which name the next one begins. */
    public void each(UnaryOperator<String> read) {
        String after = "";
        do {
            String next = read.apply(target(after));
            after = next.equals(after) ? "" : next;
        } while (!after.isEmpty());
    }

    private String target(String after) {
        Query query = new Query();
        labels.forEach(label -> query.with("label", label));
        return query.with("after", Optional.of(after).filter(name -> !name.isEmpty()))
                .of(path);
    }
}
