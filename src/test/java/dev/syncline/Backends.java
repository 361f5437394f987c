package dev.syncline;

import dev.syncline.backends.TestBackends;
import dev.syncline.devtoken.DevTokenKeys;
import dev.syncline.embedded.RunningBackends;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Gives every test of the running application its backends, once; a service file applies it to all. */
public class Backends implements QuarkusTestResourceLifecycleManager {

    private RunningBackends backends;

    @Override
    public Map<String, String> start() {
        backends = TestBackends.start(Path.of("target", "syncline-test"));
        Map<String, String> config = new HashMap<>(backends.config());
        config.putAll(DevTokenKeys.generate());
        // Its tests sum up when they want it.
        config.put("syncline.analytics.every", "1d");
        // So long that a test can tell who was woken from who looked by himself.
        config.put("syncline.waiting.recheck", "4s");
        config.put("syncline.entities.task.strategy", "custom:test-resolver");
        config.put("syncline.entities.note.fields.likes", "counter");
        config.put(
                "syncline.entities.note.schema",
                "{\"type\": \"object\", \"required\": [\"title\"], \"properties\": {\"title\": {\"type\": \"string\"}}}");
        return config;
    }

    /** A test that stops or kills a backend has a field of this type. */
    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(backends, field -> field.getType().equals(RunningBackends.class));
    }

    @Override
    public void stop() {
        if (backends != null) {
            backends.close();
        }
    }
}
