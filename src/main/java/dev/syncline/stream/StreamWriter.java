package dev.syncline.stream;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Hands an answered request's response over to its stream. The framework's own streams answer each event with a copy of
 * its bytes for each client, and end a line after it.
 */
@Provider
public class StreamWriter implements ServerMessageBodyWriter<StreamAnswer> {

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == StreamAnswer.class;
    }

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType media) {
        return type == StreamAnswer.class;
    }

    @Override
    public void writeResponse(StreamAnswer answer, Type genericType, ServerRequestContext context) {
        // The response is the stream's from here on, which ends it.
        ((ResteasyReactiveRequestContext) context).suspend();
        context.serverResponse().setChunked(true);
        answer.begin();
    }

    @Override
    public void writeTo(
            StreamAnswer answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new IllegalStateException("a stream is not written at once");
    }
}
