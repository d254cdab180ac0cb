package dev.sluice.gateway.observe.metering;

import dev.sluice.core.cost.PriceTable;
import dev.sluice.core.settings.Binding;
import dev.sluice.store.document.DocumentException;
import dev.sluice.store.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The table of prices that an operator keeps in a file. */
public final class PriceFile {

    private PriceFile() {}

    /** Fails with a sentence for people if it cannot be read or makes no sense: a gateway does not start with it. */
    public static PriceTable read(Path file) throws IOException {
        try {
            return switch (PriceTable.read(Documents.read(Files.readString(file)))) {
                case Binding.Bound<PriceTable>(PriceTable table) -> table;
                case Binding.Refused<PriceTable>(var problems) ->
                    throw new IllegalArgumentException("The table of prices " + file + " (sluice.prices) is not valid: "
                            + PriceTable.sentences(problems));
            };
        } catch (DocumentException e) {
            throw new IllegalArgumentException(
                    "The table of prices " + file + " (sluice.prices) cannot be read: " + e.getMessage(), e);
        }
    }
}
