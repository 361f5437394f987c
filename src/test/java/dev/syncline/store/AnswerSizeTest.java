package dev.syncline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerSizeTest {

    @ParameterizedTest(name = "of {0}, {1} fit into 10")
    @CsvSource(
            delimiter = '|',
            value = {"'' | 0", "4 | 1", "4 6 | 2", "4 6 1 | 2", "4 7 1 | 1", "11 | 1", "11 1 | 1", "0 10 0 1 | 3"})
    void whatFitsIsAnsweredAndOneAlways(String sizes, int fitting) {
        List<Long> all = sizes.isEmpty()
                ? List.of()
                : Stream.of(sizes.split(" ")).map(Long::valueOf).toList();
        assertEquals(fitting, AnswerSize.fitting(all, 10));
    }
}
