package dev.reprise.benchmarks;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.jspecify.annotations.Nullable;

/**
 * What one benchmark found, in the order in which it is to be read: Markdown for people, the same as JSON for programs,
 * and charts. Each says what it was measured on, as it was when these results were begun. Not thread-safe.
 */
public final class Results {
    /** Where results belong, seen from the folder of the project. */
    public static final Path FOLDER = Path.of("benchmarks", "results");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final String name;
    private final String title;
    private final String command;
    private final Setup setup = Setup.ofNow();
    private final SequencedMap<String, String> versions = new LinkedHashMap<>(setup.software());
    private final List<Part> parts = new ArrayList<>();

    /** What follows the title. */
    private sealed interface Part {}

    private record Text(String markdown) implements Part {}

    private record Table(String title, List<String> columns, List<List<@Nullable Object>> rows) implements Part {}

    private record Drawing(Chart chart) implements Part {}

    private Results(String name, String title, String command) {
        this.name = name;
        this.title = title;
        this.command = command;
    }

    /**
     * Begins results, before anything is measured.
     *
     * @param name of the files, for example {@code performance-table}; letters, digits and hyphens
     * @param title above it all
     * @param command what repeats it, without secrets
     */
    public static Results of(String name, String title, String command) {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("a file cannot be named '" + name + "'");
        }
        return new Results(name, title, command);
    }

    /** Names a version besides those of Reprise, the JDK and the system: of Redis, of nginx, of a peer. */
    public Results version(String of, String version) {
        versions.put(of, version);
        return this;
    }

    /** Adds a paragraph, in Markdown. */
    public Results text(String markdown) {
        parts.add(new Text(markdown.strip()));
        return this;
    }

    /**
     * Adds a table.
     *
     * @param rows each with a cell for each column: a double, which Markdown rounds to three digits; any other number,
     *        shown as it is; any other value, whose text is shown; or null for none
     */
    public Results table(String heading, List<String> columns, List<? extends List<? extends @Nullable Object>> rows) {
        List<List<@Nullable Object>> cells = new ArrayList<>();
        for (List<? extends @Nullable Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(row.size() + " cells in a table of " + columns.size() + " columns");
            }
            cells.add(Collections.unmodifiableList(new ArrayList<>(row)));
        }
        parts.add(new Table(heading, List.copyOf(columns), cells));
        return this;
    }

    /** Adds a chart. */
    public Results chart(Chart chart) {
        parts.add(new Drawing(chart));
        return this;
    }

    /**
     * Writes {@code name.md}, {@code name.json} and {@code name-<title>.svg} for each chart, over those that are there.
     *
     * @param folder made if it is not there
     * @return the Markdown file
     */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Part part : parts) {
            if (part instanceof Drawing(Chart chart)) {
                chart.save(folder.resolve(file(chart)));
            }
        }
        Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(json()) + "\n");
        return Files.writeString(folder.resolve(name + ".md"), markdown());
    }

    private String markdown() {
        String body = parts.stream().map(part -> switch (part) {
            case Text(String text) -> text;
            case Table table -> markdown(table);
            case Drawing(Chart chart) -> "![" + chart.title() + "](" + file(chart) + ")";
        }).collect(joining("\n\n"));
        return "# " + title + "\n\n" + warning() + body + "\n\n## Measured on\n\n" + rows(List.of("", ""),
                about().entrySet().stream().map(it -> List.<@Nullable Object>of(it.getKey(), it.getValue())).toList())
                + "\n```sh\n" + command + "\n```\n";
    }

    private String warning() {
        return setup.isBusy()
                ? "> **Not a result:** the machine was busy with something else when this began (load average "
                        + setup.load()
                        + "). Look at the form, not at the figures.\n\n"
                : "";
    }

    private static String markdown(Table table) {
        return "## " + table.title + "\n\n" + rows(table.columns, table.rows).stripTrailing();
    }

    private static String rows(List<String> columns, List<? extends List<? extends @Nullable Object>> rows) {
        StringBuilder text = new StringBuilder(columns.stream().collect(joining(" | ", "| ", " |\n")));
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            boolean numbers = rows.stream().anyMatch(row -> row.get(column) instanceof Number);
            text.append(numbers ? "|--:" : "|---");
        }
        text.append("|\n");
        for (List<? extends @Nullable Object> row : rows) {
            text.append(row.stream().map(Results::cell).collect(joining(" | ", "| ", " |\n")));
        }
        return text.toString();
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "–";
            case Double it -> number(it);
            case Float it -> number(it);
            default -> value.toString().replace("|", "\\|");
        };
    }

    /** With three digits that count, or all of those before the point. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        int before = size == 0 ? 0 : (int) Math.floor(Math.log10(size));
        return String.format(Locale.ROOT, "%." + Math.clamp(2 - before, 0, 9) + "f", value);
    }

    private Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("title", title);
        all.put("command", command);
        all.put("busy", setup.isBusy());
        all.put("measured_on", about());
        all.put("text", parts.stream().filter(Text.class::isInstance).map(it -> ((Text) it).markdown).toList());
        all.put("tables", parts.stream().filter(Table.class::isInstance).toList());
        all.put("charts", parts.stream().filter(Drawing.class::isInstance).map(it -> ((Drawing) it).chart).toList());
        return all;
    }

    private Map<String, String> about() {
        SequencedMap<String, String> about = new LinkedHashMap<>(setup.machine());
        about.putAll(versions);
        return about;
    }

    private String file(Chart chart) {
        String end = chart.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return name + "-" + end + ".svg";
    }
}
