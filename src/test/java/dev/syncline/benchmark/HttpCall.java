package dev.syncline.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A request and its answer, by the plainer of the JDK's clients: the other one hands both from thread to thread, and takes a
 * good part of what is to be measured.
 */
final class HttpCall {

    static {
        // As many as any part has in flight; of more than five, the others would be connected anew each time.
        System.setProperty("http.maxConnections", "64");
    }

    private final HttpURLConnection connection;

    HttpCall(URI address, String token) throws IOException {
        connection = (HttpURLConnection) address.toURL().openConnection();
        header("Authorization", "Bearer " + token);
    }

    HttpCall header(String name, String value) {
        connection.setRequestProperty(name, value);
        return this;
    }

    byte[] get(int expected) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] answer = body == null ? new byte[0] : body.readAllBytes();
            if (status != expected) {
                throw new IllegalStateException(status + ": " + new String(answer, StandardCharsets.UTF_8));
            }
            return answer;
        }
    }

    byte[] post(byte[] body, int expected) throws IOException {
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return get(expected);
    }
}
