package dev.reprise.cache.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.reprise.cache.SharedText;

/** What every shared text does. */
public abstract class SharedTextContract {
    private static final String TEXT = "{\"name\": \"kurs języka: 课程 🎓\", \"n\": [1, 2]}\n";

    /** A text that nobody has written; always the same one in a test, as another process would have it. */
    protected abstract SharedText open();

    @Test
    void read_neverWritten_isEmpty() {
        assertThat(open().read()).isEmpty();
    }

    @Test
    void replace_asExpected_isReadByAll() {
        SharedText here = open();
        SharedText there = open();

        assertThat(here.replace("", TEXT)).isTrue();
        assertThat(there.read()).isEqualTo(TEXT);
        assertThat(there.replace(TEXT, "next")).isTrue();
        assertThat(here.read()).isEqualTo("next");
    }

    @Test
    void replace_saysSomethingElse_leavesIt() {
        SharedText text = open();
        assertThat(text.replace("something", TEXT)).isFalse();
        assertThat(text.read()).isEmpty();
        text.replace("", TEXT);

        assertThat(text.replace("", "next")).isFalse();
        assertThat(text.replace(TEXT + ' ', "next")).isFalse();
        assertThat(text.read()).isEqualTo(TEXT);
    }

    @Test
    void replace_manyAtOnce_noneUndoesWhatAnotherDid() throws Exception {
        List<Caller<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SharedText text = open();
            callers.add(Caller.start(() -> {
                int done = 0;
                while (done < 25) {
                    String before = text.read();
                    int count = before.isEmpty() ? 0 : Integer.parseInt(before);
                    done += text.replace(before, Integer.toString(count + 1)) ? 1 : 0;
                }
                return done;
            }));
        }

        for (Caller<Integer> caller : callers) {
            assertThat(caller.answer()).isEqualTo(25);
        }
        assertThat(open().read()).isEqualTo("100");
    }
}
