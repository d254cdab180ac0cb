package dev.sluice.core.catalog;

import dev.sluice.core.catalog.FunctionStatus.Kept;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The number of the live version, its artifact, what was found in that, and its birth, and all versions with how the digests of their code begin. */
final class FunctionStatusCodec implements Codec<FunctionStatus> {

    @Override
    public Map<String, Object> write(FunctionStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("live", status.live());
        status.artifact().ifPresent(artifact -> tree.put("artifact", artifact.toString()));
        InspectionCodec.write(status.inspection(), tree);
        tree.put("createdAt", status.createdAt().toString());
        tree.put(
                "versions",
                status.versions().stream().map(FunctionStatusCodec::kept).toList());
        return tree;
    }

    @Override
    public FunctionStatus read(Map<String, ? extends @Nullable Object> tree) {
        TypedTree status = new TypedTree(tree);
        List<Kept> versions = new ArrayList<>();
        if (tree.get("versions") instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> version) {
                    versions.add(kept(new TypedTree(version)));
                }
            }
        }
        return new FunctionStatus(
                status.number("live"),
                status.artifact(),
                InspectionCodec.read(status),
                status.instant("createdAt"),
                versions);
    }

    private static Map<String, Object> kept(Kept version) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", version.number());
        if (version.hasCode()) {
            tree.put("artifact", "sha256:" + HexFormat.of().toHexDigits(version.code()));
        }
        return tree;
    }

    private static Kept kept(TypedTree version) {
        Optional<String> hex = version.hexOfArtifact();
        return new Kept(
                version.number("number"),
                hex.isPresent(),
                hex.map(digits -> Long.parseUnsignedLong(digits, 16)).orElse(0L));
    }
}
