package dev.sluice.decorators.validate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/** A pattern of a schema that takes time in proportion to the text, whatever the text: no look-around, no references. */
record LinearExpression(Pattern pattern) implements RegularExpression {

    /** Throws {@link IllegalArgumentException} with a sentence. */
    static LinearExpression of(String expression) {
        try {
            return new LinearExpression(Pattern.compile(EcmaPattern.asRe2(expression)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "the pattern '" + expression + "' cannot be used, it is not one of RE2: " + e.getDescription(), e);
        }
    }

    @Override
    public boolean matches(String text) {
        return pattern.matcher(text).find();
    }
}
