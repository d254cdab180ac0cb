package dev.sluice.benchmarks;

import dev.sluice.benchmarks.experiment.Experiment;
import dev.sluice.benchmarks.report.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line asks for: {@code ROOT [P1 P3 …] [--quick]}.
 *
 * @param whole the pages of which everything is measured: those of the documentation are written anew
 */
record Order(Path root, List<Experiment> experiments, boolean quick, Set<Page> whole) {

    /** Fails with a sentence for people if it asks for what there is not. */
    static Order of(String[] arguments, List<Experiment> all) {
        boolean quick = false;
        List<String> wanted = new ArrayList<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            if (argument.equals("--quick")) {
                quick = true;
            } else {
                wanted.add(known(argument.toUpperCase(Locale.ROOT), all));
            }
        }
        List<Experiment> chosen = all.stream()
                .filter(experiment -> wanted.isEmpty() || wanted.stream().anyMatch(experiment.ids()::contains))
                .toList();
        return new Order(Path.of(arguments[0]), chosen, quick, quick ? Set.of() : whole(chosen, all));
    }

    private static Set<Page> whole(List<Experiment> chosen, List<Experiment> all) {
        Set<Page> pages = EnumSet.allOf(Page.class);
        all.stream().filter(experiment -> !chosen.contains(experiment)).forEach(left -> pages.remove(left.page()));
        pages.retainAll(chosen.stream().map(Experiment::page).toList());
        return pages;
    }

    private static String known(String id, List<Experiment> all) {
        List<String> ids = all.stream()
                .flatMap(experiment -> experiment.ids().stream())
                .sorted()
                .toList();
        if (!ids.contains(id)) {
            throw new IllegalArgumentException(
                    "There is no benchmark " + id + ": there are " + String.join(", ", ids) + ", and --quick.");
        }
        return id;
    }
}
