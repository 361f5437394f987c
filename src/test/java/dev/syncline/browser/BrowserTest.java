package dev.syncline.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.syncline.service.Api;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;

/** What the browser's tests share: a tenant of their own, and profiles that are closed and had nothing to complain of. */
abstract class BrowserTest {

    final String tenant;
    private final List<Profile> profiles = new ArrayList<>();

    BrowserTest() {
        this(Api.newTenant());
    }

    BrowserTest(String tenant) {
        this.tenant = tenant;
    }

    Profile profile() {
        Profile profile = new Profile(service());
        profiles.add(profile);
        return profile;
    }

    /** A device of its own, with its client open. */
    Device device(String subject) {
        return profile().tab().open(tenant, subject);
    }

    static URI service() {
        return ConfigProvider.getConfig().getValue("test.url", URI.class);
    }

    @AfterEach
    void closeProfiles() {
        List<String> complaints = new ArrayList<>();
        profiles.forEach(profile -> {
            complaints.addAll(profile.complaints());
            profile.close();
        });
        assertEquals(List.of(), complaints, "the browser's console");
    }
}
