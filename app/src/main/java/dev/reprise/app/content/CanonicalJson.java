package dev.reprise.app.content;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The one text of a request: keys sorted, separators {@code ", "} and {@code ": "}, everything but printable ASCII
 * escaped. It is what Python's {@code json.dumps(fields, sort_keys=True)} prints, so that any client can compute a key.
 */
final class CanonicalJson {
    private static final HexFormat HEX = HexFormat.of();

    private CanonicalJson() {}

    /** Writes an object whose values are strings, integers and lists of strings. */
    static String write(SortedMap<String, Object> fields) {
        StringBuilder out = new StringBuilder(256).append('{');
        String separator = "";
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            out.append(separator);
            text(out, field.getKey());
            out.append(": ");
            switch (field.getValue()) {
                case String it -> text(out, it);
                case Integer it -> out.append(it.intValue());
                case List<?> it -> texts(out, it);
                default -> throw new IllegalArgumentException("field " + field.getKey() + " is no text or number");
            }
            separator = ", ";
        }
        return out.append('}').toString();
    }

    private static void texts(StringBuilder out, List<?> values) {
        out.append('[');
        String separator = "";
        for (Object value : values) {
            out.append(separator);
            text(out, (String) value);
            separator = ", ";
        }
        out.append(']');
    }

    private static void text(StringBuilder out, String value) {
        out.append('"');
        int written = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                escape(out.append(value, written, i), c);
                written = i + 1;
            }
        }
        // A whole string is appended by copying its bytes, a part of one character by character.
        (written == 0 ? out.append(value) : out.append(value, written, value.length())).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\f' -> out.append("\\f");
            case '\b' -> out.append("\\b");
            default -> out.append("\\u").append(HEX.toHexDigits(c));
        }
    }
}
