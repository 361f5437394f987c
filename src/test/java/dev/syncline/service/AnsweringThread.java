package dev.syncline.service;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Names the thread that compresses an answer, as the filters of one answer share theirs. */
@Provider
@Priority(Priorities.ENTITY_CODER)
public class AnsweringThread implements ContainerResponseFilter {

    static final String HEADER = "Test-Thread";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(HEADER, Thread.currentThread().getName());
    }
}
