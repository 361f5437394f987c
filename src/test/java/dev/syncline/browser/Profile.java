package dev.syncline.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One user's browser with its own storage, in which devices are tabs. Its page and scripts come even while it is
 * offline, as an app's own do from a service worker.
 */
final class Profile implements AutoCloseable {

    private static final String PAGE = "<!doctype html><title>test</title><link rel=icon href=data:,>"
            + "<script type=module>import { device, tables } from '/syncline/client-tests.js';"
            + " window.device = device; window.tables = tables;</script>";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();

    /** The scripts by their path, read once while the service that serves them runs. */
    private static final Map<String, byte[]> SCRIPTS = new HashMap<>();

    private final URI service;
    private final BrowserContext context;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Page> pages = new ArrayList<>();

    Profile(URI service) {
        this.service = service;
        this.context = Chromium.start().newContext();
        context.setDefaultTimeout(20_000);
        context.route("**/test.html", route -> fulfil(route, "text/html", PAGE.getBytes()));
        context.route("**/syncline/*.js", this::script);
        context.onWebError(error -> complaints.add("uncaught: " + error.error()));
        context.onConsoleMessage(message -> {
            // A request without an answer is told by the browser itself, whatever the page does.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
    }

    Device tab() {
        Page page = context.newPage();
        pages.add(page);
        page.navigate(service.resolve("/test.html").toString());
        return new Device(page);
    }

    BrowserContext context() {
        return context;
    }

    void setOffline(boolean offline) {
        context.setOffline(offline);
    }

    /** What the pages complained of, which should be nothing. */
    List<String> complaints() {
        return complaints;
    }

    private void script(Route route) {
        Request request = route.request();
        byte[] script;
        synchronized (SCRIPTS) {
            script = SCRIPTS.computeIfAbsent(request.url(), Profile::read);
        }
        fulfil(route, "text/javascript", script);
    }

    private static void fulfil(Route route, String type, byte[] body) {
        route.fulfill(new Route.FulfillOptions().setContentType(type).setBodyBytes(body));
    }

    static byte[] read(String url) {
        try {
            HttpResponse<byte[]> response =
                    HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(url + " answers " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
