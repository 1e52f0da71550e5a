package dev.reprise.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of figures, with a title that is unlike that of any other chart of the same results. */
public sealed interface Chart {
    /** Above it. */
    String title();

    /** Writes it as SVG. */
    void save(Path file) throws IOException;

    /** A place on a line. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Point(double x, double y) {}

    /** Points that belong together, in the order of their x; dashed for what was not measured. */
    record Line(String name, boolean dashed, List<Point> points) {
        /** Keeps a copy of the points. */
        public Line {
            points = List.copyOf(points);
        }
    }

    /** A length for each name. */
    record Bar(String name, double value) {}

    /** Lines over a common x. */
    record Lines(String title, String x, String y, List<Line> lines) implements Chart {
        /** Keeps a copy of the lines. */
        public Lines {
            lines = List.copyOf(lines);
        }

        @Override
        public void save(Path file) throws IOException {
            XYChart chart = new XYChartBuilder().width(900).height(420).title(title).xAxisTitle(x).yAxisTitle(y)
                    .build();
            style(chart.getStyler());
            chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
            if (lines.stream().flatMap(it -> it.points.stream()).allMatch(it -> it.y >= 0)) {
                chart.getStyler().setYAxisMin(0.0);
            }
            for (Line line : lines) {
                chart.addSeries(line.name, line.points.stream().map(Point::x).toList(),
                        line.points.stream().map(Point::y).toList())
                        .setMarker(SeriesMarkers.NONE)
                        .setLineStyle(line.dashed
                                ? new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
                                        new float[]{5, 4}, 0)
                                : new BasicStroke(2));
            }
            write(chart, file);
        }
    }

    /** Bars below each other, the first on top. */
    record Bars(String title, String unit, List<Bar> bars) implements Chart {
        /** Keeps a copy of the bars. */
        public Bars {
            bars = List.copyOf(bars);
        }

        @Override
        public void save(Path file) throws IOException {
            HorizontalBarChart chart = new HorizontalBarChartBuilder().width(900).height(120 + 32 * bars.size())
                    .title(title).xAxisTitle(unit).build();
            style(chart.getStyler());
            // Names are left out without it: XChart spaces them like those of the other axis.
            chart.getStyler().setXAxisMaxLabelCount(Math.max(2, bars.size()));
            chart.getStyler().setLabelsVisible(true).setLegendVisible(false).setDecimalPattern("#,##0.###");
            chart.addSeries(unit, bars.stream().map(it -> new BigDecimal(Results.number(it.value))).toList(),
                    bars.stream().map(Bar::name).toList());
            write(chart, file);
        }
    }

    private static void style(AxesChartStyler styler) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        Color grey = new Color(0xdddddd);
        styler.setAxisTickLabelsFont(font).setAxisTitleFont(font).setPlotGridLinesColor(grey)
                .setPlotGridLinesStroke(new BasicStroke(0.5f))
                .setChartTitleFont(font.deriveFont(Font.BOLD, 15)).setLegendFont(font)
                .setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false).setLegendBorderColor(Color.WHITE)
                .setChartTitleBoxVisible(false)
                .setSeriesColors(new Color[]{new Color(0x0072b2), new Color(0xd55e00), new Color(0x009e73),
                        new Color(0xcc79a7), new Color(0x8a6d00), new Color(0x56b4e9)})
                .setSeriesMarkers(new Marker[]{SeriesMarkers.NONE});
    }

    private static void write(IChart chart, Path file) throws IOException {
        System.setProperty("java.awt.headless", "true");
        try (OutputStream out = Files.newOutputStream(file)) {
            ChartEncoder.saveChart(chart, out, "svg");
        }
    }
}
