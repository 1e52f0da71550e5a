package dev.reprise.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.reprise.api.InvalidRequestException.Violation;

/** Collects what is wrong with the fields of one request, so that a client learns of all of it at once. */
final class RequestCheck {
    private final List<Violation> violations = new ArrayList<>();

    RequestCheck required(String field, @Nullable String value) {
        if (value == null || value.codePoints().allMatch(RequestCheck::isBlank)) {
            violations.add(new Violation("/" + field, "must be text that is not blank"));
        }
        return text("/" + field, value);
    }

    RequestCheck optional(String field, @Nullable String value) {
        return text("/" + field, value);
    }

    RequestCheck texts(String field, List<String> values, int min, int max) {
        if (values.size() < min || values.size() > max) {
            violations.add(new Violation("/" + field, "must have " + min + " to " + max + " items"));
        }
        for (int i = 0; i < values.size(); i++) {
            required(field + "/" + i, values.get(i));
        }
        return this;
    }

    RequestCheck distinct(String field, List<?> values) {
        if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
            violations.add(new Violation("/" + field, "must have at least one item and none twice"));
        }
        return this;
    }

    RequestCheck range(String field, int value, int min, int max) {
        if (value < min || value > max) {
            violations.add(new Violation("/" + field, "must be a whole number from " + min + " to " + max));
        }
        return this;
    }

    RequestCheck that(boolean holds, String field, String detail) {
        if (!holds) {
            violations.add(new Violation(field.isEmpty() ? "" : "/" + field, detail));
        }
        return this;
    }

    void done() {
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
    }

    /** Nothing that can be read: white space, control characters and the like. */
    private static boolean isBlank(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.CONTROL,
                    Character.FORMAT ->
                true;
            default -> false;
        };
    }

    /** Half a surrogate pair has no UTF-8 form, so two different texts would be hashed and stored as one. */
    private RequestCheck text(String pointer, @Nullable String value) {
        for (int i = 0; value != null && i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (Character.isSurrogatePair(value.charAt(i), i + 1 < value.length() ? value.charAt(i + 1) : ' ')) {
                    i++;
                } else {
                    violations.add(new Violation(pointer, "has half of a surrogate pair at character " + i));
                    return this;
                }
            }
        }
        return this;
    }
}
