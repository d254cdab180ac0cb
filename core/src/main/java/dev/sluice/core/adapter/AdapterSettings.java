package dev.sluice.core.adapter;

import dev.sluice.core.function.Adapters;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The keys of {@code adapters} in a function's spec. */
public record AdapterSettings(
        @Setting(
                value =
                        "how lines become entries with a time, a level, a message and fields; one for each program, at most 9",
                most = "9")
        List<LogAdapter> logs) {

    private static final Settings<AdapterSettings> SETTINGS = Settings.of(AdapterSettings.class);

    public AdapterSettings {
        List<Optional<String>> programs = logs.stream().map(LogAdapter::sidecar).toList();
        for (int i = 0; i < programs.size(); i++) {
            if (programs.subList(0, i).contains(programs.get(i))) {
                throw new IllegalArgumentException("logs[" + i + "] is a second one for "
                        + programs.get(i)
                                .map(name -> "the sidecar '" + name + "'")
                                .orElse("the function")
                        + ": the forms of its lines stand together in one");
            }
        }
    }

    /** Those that stand in a spec. */
    public static AdapterSettings of(Adapters adapters) {
        return switch (SETTINGS.read(adapters.settings(), "adapters")) {
            case Binding.Bound<AdapterSettings>(var settings) -> settings;
            case Binding.Refused<AdapterSettings>(var problems) ->
                throw new IllegalArgumentException(
                        problems.getFirst().path() + ": " + problems.getFirst().message());
        };
    }

    /** As they stand in a spec. */
    public Adapters adapters() {
        return new Adapters(WrittenSettings.of(this));
    }

    /** The sidecars that they name, with where each stands. */
    public List<Named> sidecars() {
        return IntStream.range(0, logs.size())
                .boxed()
                .flatMap(i -> logs.get(i).sidecar().stream().map(name -> new Named("logs[" + i + "].sidecar", name)))
                .toList();
    }

    /** A sidecar that is named at {@code path}. */
    public record Named(String path, String sidecar) {}
}
