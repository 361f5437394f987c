package dev.syncline.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;

/** Compresses answers of JSON, where the client takes that and it is worth it; event streams go as they are. */
@Provider
@Priority(Priorities.ENTITY_CODER)
public class CompressedAnswers implements ContainerResponseFilter {

    /** Smaller ones fit into a packet anyway. */
    static final int WORTH_IT = 1024;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String tag = response.getHeaderString(HttpHeaders.ETAG);
        if (response.getEntity() instanceof byte[] content && isJson(response.getMediaType())) {
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            compress(content, request, response, tag);
        } else if (response.getStatus() == Response.Status.NOT_MODIFIED.getStatusCode() && tag != null) {
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            // The client goes on with what it holds, under the tag that it has for that.
            IfNoneMatch.coding(lines(request, HttpHeaders.IF_NONE_MATCH), tag)
                    .ifPresent(coding -> response.getHeaders().putSingle(HttpHeaders.ETAG, coding.tag(tag)));
        }
    }

    private static void compress(
            byte[] content, ContainerRequestContext request, ContainerResponseContext response, String tag) {
        AcceptEncoding accepted = AcceptEncoding.of(lines(request, HttpHeaders.ACCEPT_ENCODING));
        ContentCoding coding = accepted.best();
        if (coding == ContentCoding.IDENTITY || content.length < WORTH_IT && accepted.takesIdentity()) {
            return;
        }
        response.setEntity(coding.encode(content));
        // They replace those that described the content as it was.
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle(HttpHeaders.CONTENT_ENCODING, coding.token());
        if (tag != null) {
            headers.putSingle(HttpHeaders.ETAG, coding.tag(tag));
        }
    }

    private static boolean isJson(MediaType type) {
        return type != null
                && type.getType().equals("application")
                && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
    }

    private static List<String> lines(ContainerRequestContext request, String header) {
        List<String> lines = request.getHeaders().get(header);
        return lines == null ? List.of() : lines;
    }
}
