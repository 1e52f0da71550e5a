package dev.reprise.api;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** A request, or another value that came from outside, breaks its rules. Nothing was done with it. */
public final class InvalidRequestException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /** With at least one violation. */
    public InvalidRequestException(List<Violation> violations) {
        super(violations.stream().map(v -> v.pointer() + ": " + v.detail()).collect(joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** Each rule that was broken. */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * One broken rule.
     *
     * @param pointer where, as a JSON Pointer (RFC 6901); empty for the whole document
     * @param detail what is allowed there, for a person to read
     */
    public record Violation(String pointer, String detail) {}
}
