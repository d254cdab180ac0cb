package dev.sluice.core.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says of a component of a settings record what people must know; the key is the component's name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What it is, a few words without a full stop. */
    String value();

    /** What a number counts, as in {@code requests}; types that are written with a unit need none. */
    String unit() default "";

    /** The least that it may be, as it would be written; of a text the characters, of a list or map the entries. */
    String least() default "";

    /** The most that it may be, in the same way. */
    String most() default "";

    /**
     * What it is when nothing is said, as it would be written; a list with commas. Of an {@link java.util.Optional} it is only
     * told to people, in any words. A component without it must be set, but for optional ones, lists, maps, {@code boolean} and
     * records whose own components all have defaults.
     */
    String otherwise() default "";

    /** A regular expression that a text, or each text of a list, must match. */
    String pattern() default "";

    /** What {@link #pattern} allows, for people; of a type that reads its own text, what that type allows. */
    String patternRule() default "";

    /** A regular expression of what stands between the entries of a list that is written as one text; a text alone is one entry without it. */
    String separator() default "";

    /**
     * Whether a value in the place of the whole record means this component: {@code timeout: 2s}. On a map, it takes
     * all keys, and must be the only component.
     */
    boolean inShort() default false;
}
