package dev.syncline.rest;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.INTEGER;

import dev.syncline.store.ListPlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** The parameters of a list by time: where to begin and how much to show; and its page. */
public class Paging {

    @Parameter(description = "The next of an earlier answer")
    @RestQuery
    String after;

    @Parameter(schema = @Schema(type = INTEGER, minimum = "1", maximum = "1000", defaultValue = "100"))
    @RestQuery
    String limit;

    /** Null for the beginning. */
    public ListPlace place() {
        return Parameters.cursor("after", after, ListPlace::parse).orElse(null);
    }

    /** One row more than the page shows, which tells whether there are more. */
    public int rows() {
        return length() + 1;
    }

    private int length() {
        return Parameters.limit(limit);
    }

    /**
     * The page of these rows, without those the caller may not see; it goes on behind them all the same.
     *
     * @param found {@link #rows} of them from {@link #place}, or as many as there are
     */
    public <T> Map<String, Object> page(
            String name,
            List<T> found,
            Function<T, ListPlace> place,
            Predicate<T> visible,
            Function<T, Map<String, Object>> json) {
        boolean more = found.size() > length();
        List<T> page = more ? found.subList(0, length()) : found;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(name, page.stream().filter(visible).map(json).toList());
        if (more) {
            answer.put("next", place.apply(page.get(page.size() - 1)).text());
        }
        answer.put("more", more);
        return answer;
    }
}
