package dev.syncline.entities;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.syncline.change.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Values of the normal form as the nodes that the schema validator reads. */
final class JsonNodes {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonNodes() {}

    static JsonNode of(Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        return value instanceof Map ? object(Json.object(value)) : array(Json.array(value));
    }

    // To JSON Schema every number without a fraction is an integer, 1e21 too.
    private static JsonNode number(double number) {
        return number == Math.rint(number)
                ? NODES.numberNode(new BigDecimal(number).toBigIntegerExact())
                : NODES.numberNode(number);
    }

    private static ObjectNode object(Map<String, Object> object) {
        ObjectNode node = NODES.objectNode();
        object.forEach((key, value) -> node.set(key, of(value)));
        return node;
    }

    private static ArrayNode array(List<Object> array) {
        ArrayNode node = NODES.arrayNode(array.size());
        array.forEach(element -> node.add(of(element)));
        return node;
    }
}
