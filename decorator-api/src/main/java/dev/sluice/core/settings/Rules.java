package dev.sluice.core.settings;

/** What a setting says of what it allows. */
record Rules(String least, String most, String pattern, String patternRule, String separator) {

    static Rules of(Setting setting) {
        return new Rules(
                setting.least(), setting.most(), setting.pattern(), setting.patternRule(), setting.separator());
    }

    /** Of one value in a list or map, whose own bounds are about the number of entries. */
    Rules each() {
        return new Rules("", "", pattern, patternRule, "");
    }
}
