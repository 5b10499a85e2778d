package io.domainflow.generation.definition;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks to be generated, as written in a request. Its constraints bound only the sizes;
 * {@link GenerationRequest} checks the rest, the lengths for the pattern included, and names all
 * faults together. Lengths count Unicode code points.
 *
 * @param pattern where the variable part stands
 * @param variableLength characters of the variable part, 1 to 63; for PREFIX and SUFFIX only
 * @param prefixLength characters before the constant, 1 to 62; for BOTH only
 * @param suffixLength characters after the constant, 1 to 62; for BOTH only
 * @param characterSet the characters that the variable parts are made of: letters of any script,
 *     digits and the hyphen; order, case and duplicates mean nothing
 * @param constant the fixed part of the label, in Unicode or as an A-label
 * @param tlds one or more suffixes such as {@code com} or {@code co.uk}; every combination is
 *     generated under each
 * @param count how many names to take, in decimal; 0 means all that are left
 */
public record GenerationDefinition(
    @NotNull GenerationPattern pattern,
    @Nullable Integer variableLength,
    @Nullable Integer prefixLength,
    @Nullable Integer suffixLength,
    @NotNull @Size(min = 1, max = 1000) String characterSet,
    @NotNull @Size(min = 1, max = 63) String constant,
    @NotNull @Size(min = 1, max = 100) List<@NotNull @Size(min = 1, max = 253) String> tlds,
    @NotNull
        @Pattern(
            regexp = "0|[1-9][0-9]{0,18}",
            message = "must be a whole number in decimal, 0 to 9223372036854775807")
        String count) {}
