package dev.sluice.core.catalog;

import dev.sluice.core.catalog.ResourceKind.Residence;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionSpec;
import dev.sluice.core.spec.FunctionReader;
import java.util.List;

/** The kinds of resources that functions consist of. */
public final class FunctionKinds {

    /** The newest format of their records, as {@link Codec#format} has it. Formats are counted over all kinds; no other kind has a newer one. */
    public static final int NEWEST_FORMAT = FunctionSpecCodec.newestFormat();

    /** A function, with the spec that serves. */
    public static final ResourceKind<FunctionSpec, FunctionStatus> FUNCTION = new ResourceKind<>(
            FunctionReader.KIND.apiVersion(),
            FunctionReader.KIND.name(),
            "functions",
            Residence.MEMORY,
            new FunctionSpecCodec(),
            new FunctionStatusCodec(),
            FunctionSpec::labels);

    /** A version of a function that does not serve and can be made live again; named {@code function.number}. */
    public static final ResourceKind<FunctionSpec, VersionStatus> VERSION = new ResourceKind<>(
            FunctionReader.KIND.apiVersion(),
            "FunctionVersion",
            "function-versions",
            Residence.DISK,
            new FunctionSpecCodec(),
            new VersionStatusCodec(),
            FunctionSpec::labels);

    /** Both. */
    public static final List<ResourceKind<?, ?>> ALL = List.of(FUNCTION, VERSION);

    private FunctionKinds() {}

    static ResourceId<FunctionSpec, FunctionStatus> function(FunctionName name) {
        return new ResourceId<>(FUNCTION, name.namespace(), name.name());
    }

    /** Whether a version of a function is kept. */
    public static boolean keeps(Catalog catalog, FunctionName name, int number) {
        return catalog.get(function(name)).stream()
                .flatMap(there -> there.status().versions().stream())
                .anyMatch(kept -> kept.number() == number);
    }

    static ResourceId<FunctionSpec, VersionStatus> version(FunctionName name, int number) {
        return new ResourceId<>(VERSION, name.namespace(), name.name() + "." + number);
    }
}
